import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { z } from 'zod';

/** The usual way to write a function: a module of shared clients and schemas, of which each function uses a part. */
const logger = new Logger();
const metrics = new Metrics({ namespace: 'Usual' });
const table = DynamoDBDocumentClient.from(new DynamoDBClient());
const others = [new SQSClient(), new EventBridgeClient(), new SecretsManagerClient()];

const event = z.object({ pathParameters: z.object({ callId: z.string().regex(/^[0-9]{1,20}$/) }) });

export const handler = middy(async (given: unknown) => {
  const { callId } = event.parse(given).pathParameters;
  logger.info('read', { clients: others.length });
  metrics.addMetric('Reads', 'Count', 1);
  const { Item } = await table.send(
    new GetCommand({ TableName: 'ledger', Key: { pk: 'CALL', sk: callId } }),
  );
  return { statusCode: 200, body: JSON.stringify(Item ?? {}) };
});

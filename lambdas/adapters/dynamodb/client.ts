import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * The DynamoDB client of every function. The SDK has no request timeout by default: a stalled connection
 * would hold a function until Lambda ends it. The endpoint comes from `AWS_ENDPOINT_URL_DYNAMODB`, if set.
 */
export function dynamoClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 3_000, requestTimeout: 3_000 }),
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

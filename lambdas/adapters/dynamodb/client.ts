import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { timedRequests } from '../timed-requests';

/**
 * The DynamoDB client of every function: a stalled connection must not hold it until Lambda ends it. The endpoint
 * comes from `AWS_ENDPOINT_URL_DYNAMODB`, if set.
 */
export function dynamoClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: timedRequests({ connectMs: 3_000, answerMs: 3_000 }),
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

import type { Effect } from './stage/wire';

/** An answer in the form of AWS's JSON services. */
const awsError = (status: number, type: string): Effect => ({
  kind: 'answer',
  status,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'made up' },
});

/** What DynamoDB says when a table or a partition is asked too much. */
export const throttled = awsError(400, 'ProvisionedThroughputExceededException');
export const overLimit = awsError(400, 'RequestLimitExceeded');
/** A service that fails. */
export const down = awsError(500, 'InternalServerError');

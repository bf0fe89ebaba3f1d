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

/** What can befall a connection between any two parts. The shortest answer has two bytes. */
export const toxics: Readonly<Record<string, Effect>> = {
  'the request is late': { kind: 'delay', ms: 300, when: 'before' },
  'the answer is late': { kind: 'delay', ms: 300, when: 'after' },
  'reset before it was done': { kind: 'reset', when: 'before' },
  'reset after it was done': { kind: 'reset', when: 'after' },
  'the answer ends before its first byte': { kind: 'truncate', atByte: 0 },
  'the answer ends in the middle': { kind: 'truncate', atByte: 1 },
  'the answer stalls in the middle': { kind: 'stall', atByte: 1 },
};

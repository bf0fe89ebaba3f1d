import type { Usage } from '../kit/usage';
import { lambdaLogBytes, prices } from './prices';

/** US dollars by service. */
export type Bill = Readonly<Record<'DynamoDB' | 'Lambda' | 'SQS' | 'logs' | 'events', number>>;

export const billOf = (usage: Usage): Bill => ({
  DynamoDB: usage.writeUnits * prices.writeUnit + usage.readUnits * prices.readUnit,
  Lambda: usage.gigabyteSeconds * prices.gigabyteSecond + usage.invocations * prices.invocation,
  SQS: usage.sqsRequests * prices.sqsRequest,
  logs: (usage.logBytes + usage.invocations * lambdaLogBytes) * prices.logByte,
  events: usage.events * prices.event,
});

export const totalOf = (bill: Bill): number =>
  Object.values(bill).reduce((sum, each) => sum + each, 0);

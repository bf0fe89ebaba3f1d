import type { Exchange } from './tap';

/** What the system used. Everything but the seconds is counted. */
export interface Usage {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly dynamodbRequests: number;
  readonly sqsRequests: number;
  /** Those of them that send: receives and deletes depend on how messages happen to be handed out. */
  readonly sqsSends: number;
  readonly events: number;
  readonly invocations: number;
  readonly gigabyteSeconds: number;
  /** Of the functions themselves, without what Lambda adds. */
  readonly logBytes: number;
  readonly gongRequests: number;
}

export type Counted = { -readonly [K in keyof Usage]: Usage[K] };

export const nothing: Usage = {
  writeUnits: 0,
  readUnits: 0,
  dynamodbRequests: 0,
  sqsRequests: 0,
  sqsSends: 0,
  events: 0,
  invocations: 0,
  gigabyteSeconds: 0,
  logBytes: 0,
  gongRequests: 0,
};

const names = Object.keys(nothing) as (keyof Usage)[];

export const difference = (after: Usage, before: Usage): Usage =>
  Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Usage;

/** For so many calls, from what another number of calls used. */
export const scaled = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(names.map((name) => [name, usage[name] * factor])) as unknown as Usage;

/** As `ReturnConsumedCapacity` tells it. */
export function countDynamodb(counted: Counted, { operation, output }: Exchange): void {
  const all = [output.ConsumedCapacity ?? []].flat() as { CapacityUnits?: number }[];
  const units = all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  counted[/^(Put|Update|Delete|BatchWrite)/.test(operation) ? 'writeUnits' : 'readUnits'] += units;
  counted.dynamodbRequests += 1;
}

/** A receive that brought nothing belongs to the price of waiting, which does not depend on the calls. */
export function countSqs(counted: Counted, { operation, output }: Exchange): void {
  if (operation === 'ReceiveMessage' && !Array.isArray(output.Messages)) return;
  counted.sqsRequests += 1;
  if (operation.startsWith('Send')) counted.sqsSends += 1;
}

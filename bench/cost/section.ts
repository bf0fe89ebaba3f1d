import type { Aim, Section } from '../kit/section';
import { startSystem } from '../kit/system';
import { scaled, type Usage } from '../kit/usage';
import { Organisation } from '../ledger/organisation';
import { naiveUsage } from './naive';
import { type Bill, billOf, totalOf } from './price';

/** Of an organisation of 100,000 calls; a bucket of it is 391. */
const callsABucket = 391;
const million = 1_000_000;

interface Row {
  readonly name: string;
  /** Of a million calls. */
  readonly usage: Usage;
  readonly bill: Bill;
  /** US dollars a million calls may cost. */
  readonly most?: number;
}

/**
 * What audits cost on the local stage: the bundles, the queue, the table as deployed, Gong's own pace of 3 requests a
 * second and an answer after 250 ms.
 */
export async function costSection(buckets: number): Promise<Section> {
  const organisation = new Organisation(buckets * callsABucket, buckets);
  const { callIds } = organisation;
  const system = await startSystem({ organisation, rate: 3, latencyMs: 250 });
  const rows: Row[] = [];
  try {
    const factor = million / callIds.length;
    for (const { name, share, most } of runs) {
      if (share > 0) organisation.change(share);
      const usage = scaled((await system.audit(callIds)).usage, factor);
      rows.push({ name, usage, bill: billOf(usage), ...(most !== undefined && { most }) });
    }
    const naive = naiveUsage(million, organisation.pairs * factor);
    rows.push({ name: 'naive, every time (reckoned)', usage: naive, bill: billOf(naive) });
  } finally {
    await system.stop();
  }
  return {
    title: 'Cost',
    text:
      `Audits of ${callIds.length} calls with ${(organisation.pairs / callIds.length).toFixed(2)} users each, as close ` +
      'together in the ledger as those of an organisation of 100,000, at 3 requests a second to a Gong that answers after ' +
      '250 ms. Units, requests, events, log bytes and GB-seconds are counted in the run and scaled to a million calls; the ' +
      'naive design is reckoned (bench/cost/naive.ts); prices: bench/cost/prices.ts. Fixed monthly prices and storage ' +
      'are not included.',
    head: [
      ...[
        'a million calls',
        'write units',
        'read units',
        'SQS requests',
        'GB-s',
        'log MB',
        'events',
      ],
      ...['DynamoDB', 'Lambda', 'SQS', 'logs', 'events', 'USD'],
    ],
    rows: rows.map(({ name, usage, bill }) => [
      name,
      whole(usage.writeUnits),
      whole(usage.readUnits),
      whole(usage.sqsRequests),
      whole(usage.gigabyteSeconds),
      (usage.logBytes / 1e6).toFixed(1),
      whole(usage.events),
      ...Object.values(bill).map((dollars) => dollars.toFixed(3)),
      totalOf(bill).toFixed(3),
    ]),
    aims: rows.flatMap(aimOf),
  };
}

const runs = [
  { name: 'first time', share: 0, most: 1 },
  { name: 'unchanged', share: 0, most: 0.1 },
  { name: '1 % changed', share: 0.01, most: undefined },
  { name: '20 % changed', share: 0.2, most: undefined },
];

/** What is left, and what it would bring. */
const next =
  'two run-chunk wait for Gong all the time, the least that an event source takes; an answer packed against the IDs of its chunk would save one of three write units';

function aimOf({ name, bill, most }: Row): Aim[] {
  if (most === undefined) return [];
  const total = totalOf(bill);
  return [
    {
      what: `a million calls, ${name}`,
      aim: `under USD ${most.toFixed(2)}`,
      reached: `USD ${total.toFixed(3)}`,
      kept: total < most,
      next,
    },
  ];
}

const whole = (value: number) => Math.round(value).toLocaleString('en-US');

import { accessAt } from '../../lambdas/domain/read-access';
import { readObservations } from '../../lambdas/domain/read-observations';
import { userCalls } from '../../lambdas/domain/read-user-calls';
import type { Section } from '../kit/section';
import type { Usage } from '../ledger/meter';
import { Organisation } from '../ledger/organisation';
import { startStage } from '../ledger/stage';

export interface LedgerSize {
  /** Calls in the ledger. */
  readonly calls: number;
  /** Only so many of its 256 buckets are audited: they are as full as in a ledger of that size. All by default. */
  readonly buckets?: number;
}

interface Grown {
  readonly ledger: number;
  /** Calls that were audited. */
  readonly calls: number;
  readonly first: Counted;
  readonly again: Counted;
  /** Resident memory of the process that audits, megabytes. */
  readonly memory: number;
  /** Read units of one answer. */
  readonly asOf: number;
  /** Read units for each call in the answer: of a user with many calls, and of one with few. */
  readonly ofUser: number;
  readonly ofRareUser: number;
  readonly page: number;
}

interface Counted {
  readonly usage: Usage;
  readonly seconds: number;
}

/** Calls of which one answer each is read. */
const samples = 20;

const bucketCount = 256;

/** Audits in ledgers of growing size, each of its own, and what reading them takes then. */
export async function growthSection(sizes: readonly LedgerSize[]): Promise<Section> {
  const grown: Grown[] = [];
  for (const size of sizes) grown.push(await grow(size));
  const [small, large] = [grown[0], grown.at(-1)];
  return {
    title: 'Growth',
    text:
      'Audits with the adapters and use cases of the functions, each in an empty ledger: the first time, then unchanged; ' +
      'then what answers take. Where fewer calls are audited than the ledger has, they are those of some of its 256 ' +
      'buckets, which are as full as in the whole. An emulated DynamoDB on the same processors sets the time; units are ' +
      'counted: of audits for each call, of a user for each call in the answer, of a page as it is.',
    head: [
      ...[
        'calls in the ledger',
        'audited',
        'calls a second',
        'memory MB',
        'WU first',
        'WU unchanged',
        'RU unchanged',
      ],
      ...['RU as of a date', 'RU a call of a busy user', 'RU a call of a rare user', 'RU a page'],
    ],
    rows: grown.map((each) => [
      each.ledger.toLocaleString('en-US'),
      each.calls,
      Math.round(each.calls / each.first.seconds),
      Math.round(each.memory),
      perCall(each.first.usage.writes, each),
      perCall(each.again.usage.writes, each),
      perCall(each.again.usage.reads, each),
      each.asOf.toFixed(1),
      each.ofUser.toFixed(2),
      each.ofRareUser.toFixed(2),
      each.page.toFixed(1),
    ]),
    aims: small && large ? flat(small, large) : [],
  };
}

async function grow({ calls: ledger, buckets = bucketCount }: LedgerSize): Promise<Grown> {
  const calls = Math.round((ledger * buckets) / bucketCount);
  const organisation = new Organisation(calls, buckets);
  const stage = await startStage(organisation);
  try {
    const first = await stage.audit('first');
    const again = await stage.audit('again');
    const memory = process.memoryUsage().rss / 2 ** 20;
    const step = Math.floor(calls / samples);
    const sampled = organisation.callIds.filter((_, n) => n % step === 0).slice(0, samples);
    const asOf = await stage.read(async (ledger) => {
      for (const callId of sampled) await accessAt(ledger, callId, Date.UTC(2027, 0, 1));
    });
    const [busy = '', rare = ''] = organisation.busiestAndRarest();
    const ofUser = await stage.read((ledger) => userCalls(ledger, busy, {}));
    const ofRareUser = await stage.read((ledger) => userCalls(ledger, rare, {}));
    const page = await stage.read((ledger) => readObservations(ledger, 'again', {}));
    const callsOf = ({ value }: typeof ofUser) => Math.max(1, value.calls.length);
    return {
      ledger,
      calls,
      first,
      again,
      memory,
      asOf: asOf.usage.reads / sampled.length,
      ofUser: ofUser.usage.reads / callsOf(ofUser),
      ofRareUser: ofRareUser.usage.reads / callsOf(ofRareUser),
      page: page.usage.reads,
    };
  } finally {
    await stage.stop();
  }
}

const next =
  'the newest receipt that names the call is looked for among those of its whole bucket, a few KB for each audit of a ' +
  "million; receipts cut by the calls' first digits would keep it flat (docs/scale.md)";

/** Not dearer by more than a tenth than in the smallest ledger, in which less is shared. */
function flat(small: Grown, large: Grown) {
  const compared = [
    ['write units a call, first time', (each: Grown) => each.first.usage.writes / each.calls],
    ['write units a call, unchanged', (each: Grown) => each.again.usage.writes / each.calls],
    ['read units a call, unchanged', (each: Grown) => each.again.usage.reads / each.calls],
    ['read units of an as-of answer', (each: Grown) => each.asOf],
    ['read units for each call of a busy user', (each: Grown) => each.ofUser],
    ["read units of a page of an audit's observations", (each: Grown) => each.page],
  ] as const;
  return compared.map(([what, figure]) => {
    const [from, to] = [figure(small), figure(large)];
    return {
      what: `${what}, ${large.ledger} to ${small.ledger} calls`,
      aim: 'at most 1.1 times',
      reached: `${(to / from).toFixed(2)} times`,
      kept: to <= from * 1.1,
      next,
    };
  });
}

const perCall = (units: number, { calls }: Grown) => (units / calls).toFixed(3);

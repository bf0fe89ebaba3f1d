import type * as v from 'valibot';
import { type EstimateShape, estimate, listedEstimate, quota } from '../api/shapes';
import type { Context } from '../context';
import { count, percent, plural, time } from '../output/format';
import { facts } from '../output/table';
import type { ListedOrder } from './order';
import type { Split } from './split';

const ask = async <T>({ api }: Context, body: object, schema: v.GenericSchema<unknown, T>) =>
  (await api.post('/audits', schema, { body, query: { dryRun: 'true' }, repeatable: true })).body;

/** Says what an audit of calls that are yet to be listed would cost: of a range or a list nobody knows how many they are. */
export async function estimateListed(context: Context, order: ListedOrder): Promise<void> {
  const cost = await ask(context, order, listedEstimate);
  context.print(cost, () => facts(listedFacts(cost), context.terminal.paint));
}

function listedFacts(cost: v.InferOutput<typeof listedEstimate>): [string, string | undefined][] {
  const { requested, requests = 0, shareOfDay = 0, eta } = cost;
  const thousand = cost.perThousandCalls;
  if (requested !== undefined) {
    return [
      ['calls', `about ${count(requested)}`],
      ['requests to Gong', `about ${count(requests)}`],
      ['of a day’s budget', percent(shareOfDay)],
      ['complete by', eta === undefined ? never : time(eta)],
    ];
  }
  const listing = thousand.listingRequests;
  const toList = listing > 0 ? ` and ${count(listing)} to list them` : '';
  return [
    ['calls', 'known when they are listed'],
    ['requests to Gong', `${count(thousand.requests)} for each 1,000 calls${toList}`],
    ['of a day’s budget', `${percent(thousand.shareOfDay)} for each 1,000 calls`],
  ];
}

const never = 'never: bulk audits have no share of the day';

/** Says what audits of these lists would cost. @param now milliseconds since 1970 */
export async function estimateParts(
  context: Context,
  { parts, duplicates }: Split,
  now: number,
): Promise<void> {
  const costs: EstimateShape[] = [];
  for (const callIds of parts) costs.push(await ask(context, { callIds }, estimate));
  const [only] = costs;
  const cost = only && costs.length === 1 ? only : await sumOf(context, costs, duplicates, now);
  context.print(cost, () => estimateText(cost, context));
}

/** Audits of one list run side by side: together they take as long as one after the other. */
async function sumOf(
  { api }: Context,
  costs: readonly EstimateShape[],
  duplicates: number,
  now: number,
) {
  const sum = (value: (one: EstimateShape) => number) =>
    costs.reduce((all, one) => all + value(one), 0);
  const requests = sum((one) => one.requests);
  const { left } = await api.get('/quota', quota);
  const isToday = requests <= left.bulk && costs.every(({ eta }) => eta !== undefined);
  const end = now + sum(({ eta = '' }) => Date.parse(eta) - now);
  return {
    dryRun: true,
    audits: costs.length,
    requested: sum((one) => one.requested),
    duplicates: duplicates + sum((one) => one.duplicates),
    requests,
    shareOfDay: sum((one) => one.shareOfDay),
    ...(isToday && { eta: new Date(end).toISOString() }),
  };
}

function estimateText(cost: EstimateShape & { audits?: number }, { terminal }: Context): string {
  const { audits, requested, duplicates, requests, shareOfDay, eta } = cost;
  const late = `not today: it takes ${plural(Math.ceil(shareOfDay), 'day')} or more`;
  return facts(
    [
      ['calls', count(requested)],
      ['audits', audits === undefined ? undefined : count(audits)],
      ['duplicates', duplicates > 0 ? count(duplicates) : undefined],
      ['requests to Gong', count(requests)],
      ['of a day’s budget', percent(shareOfDay)],
      ['complete by', eta ? time(eta) : audits === undefined ? never : late],
    ],
    terminal.paint,
  );
}

import { bucketOf } from '../../lambdas/domain/call-ids';
import { userCalls } from '../../lambdas/domain/read-user-calls';
import { startLedger } from '../support/ledger';
import { observe } from '../support/observe';
import { at, callState, changeFrom, stateAfter } from '../support/samples';

let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeAll(async () => {
  ledger = await startLedger();
  await observe(ledger, 1_000, { '11': ['7'], '12': ['7', '8'], '13': [], '14': ['9'] });
  await observe(ledger, 2_000, { '11': [], '12': ['7', '8'], '13': ['7'] });
});
afterAll(() => ledger.stop());

/** Every page. */
async function callsOf(userId: string, at?: number): Promise<string[]> {
  const calls: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await userCalls(ledger, userId, {
      limit: 50,
      ...(at === undefined ? {} : { at }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    calls.push(...page.calls.map(({ callId }) => callId));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return calls.sort();
}

test('lists the calls that the user has access to now', async () => {
  expect(await callsOf('7')).toEqual(['12', '13']);
  expect(await callsOf('8')).toEqual(['12']);
  expect(await callsOf('9')).toEqual(['14']);
});

test('knows of no calls of a user who was never seen', async () => {
  expect(await callsOf('404')).toEqual([]);
});

test('goes by the history for a moment in the past', async () => {
  expect(await callsOf('7', 999)).toEqual([]);
  expect(await callsOf('7', 1_000)).toEqual(['11', '12']);
  expect(await callsOf('7', 1_999)).toEqual(['11', '12']);
  expect(await callsOf('7', 2_000)).toEqual(['12', '13']);
});

test('takes late observations into account', async () => {
  await observe(ledger, 1_500, { '14': ['9', '7'] });
  await observe(ledger, 3_000, { '15': ['9'] });
  await observe(ledger, 2_500, { '15': ['7'] });
  expect(await callsOf('7', 2_600)).toContain('15');
  expect(await callsOf('7', 3_000)).not.toContain('15');
  expect(await callsOf('7')).not.toContain('15');
});

test('goes by a step that is not in the history yet', async () => {
  const before = callState('17', 1, 0, ['66']);
  await ledger.calls.putPostings(new Map([['66', new Set([bucketOf('17')])]]));
  await ledger.calls.createState(before);
  await ledger.calls.replaceState(stateAfter(changeFrom(before, 1_000, []), []));
  expect(await callsOf('66', at(500))).toEqual(['17']);
  expect(await callsOf('66', at(1_000))).toEqual([]);
  expect(await callsOf('66')).toEqual([]);
});

test('also finds the user among more users than a state holds', async () => {
  const crowd = Array.from({ length: 800 }, (_, i) => `${1_000_000 + i}`);
  await observe(ledger, 4_000, { '16': [...crowd, '77'] });
  expect(await callsOf('77')).toEqual(['16']);
  expect(await callsOf('78')).toEqual([]);
});

test('pages through many calls, each once', async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`9${i}`, ['55']]));
  for (let n = 0; n < 120; n += 40) {
    const some = Object.fromEntries(Object.entries(many).slice(n, n + 40));
    await observe(ledger, 5_000 + n, some);
  }
  const first = await userCalls(ledger, '55', { limit: 50 });
  expect(first.cursor).toBeDefined();
  expect(await callsOf('55')).toEqual(Object.keys(many).sort());
});

test('refuses a cursor of another list', async () => {
  await expect(userCalls(ledger, '7', { cursor: 'bm9uc2Vuc2U' })).rejects.toMatchObject({
    code: 'invalid-cursor',
  });
});

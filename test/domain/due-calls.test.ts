import { type StartDueDeps, startDueCalls } from '../../lambdas/domain/due-calls';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingQueue } from '../support/recording-ports';

const start = Date.UTC(2026, 11, 31, 23, 50);
const minute = 60_000;

let ledger: TestLedger;
let now: number;
beforeEach(async () => {
  ledger = await startLedger();
  now = start;
});
afterEach(() => ledger.stop());

const deps = (over: Partial<StartDueDeps> = {}): StartDueDeps => ({
  audits: ledger.audits,
  dueCalls: ledger.dueCalls,
  queue: new RecordingQueue(),
  requestsPerSecond: 3,
  clock: () => now,
  newId: () => 'unused',
  ...over,
});

const note = (callId: string, dueAt: number) =>
  ledger.dueCalls.putDue([
    { callId, dueAt, announcedAt: dueAt - minute, cause: `token-${callId}` },
  ]);

async function audited(): Promise<string[][]> {
  const { audits } = await ledger.audits.audits({ limit: 100 });
  const chunks = audits.map(({ auditId }) => ledger.audits.chunk(auditId, 0));
  return (await Promise.all(chunks)).map((calls) => [...(calls ?? [])].sort());
}

describe('due calls', () => {
  it('are started once, all that came due since the last time in one audit', async () => {
    await note('1', start + minute);
    await note('2', start + 2 * minute);
    await note('3', start + 30 * minute);
    expect(await startDueCalls(deps())).toBe(0);
    now = start + 3 * minute;
    expect(await startDueCalls(deps())).toBe(2);
    expect(await startDueCalls(deps())).toBe(0);
    expect(await audited()).toEqual([['1', '2']]);
    now = start + 40 * minute;
    expect(await startDueCalls(deps())).toBe(1);
    expect(await audited()).toEqual([['3'], ['1', '2']]);
  });

  it('say when they were announced and that an event asked for them', async () => {
    await note('1', start);
    now = start + minute;
    await startDueCalls(deps());
    const { audits } = await ledger.audits.audits({ limit: 1 });
    expect(audits[0]).toMatchObject({
      requestedBy: 'gong-webhook',
      priority: 'event',
      announcedAt: start - minute,
    });
  });

  it('that a sweep was cut off with are started again as the same audit', async () => {
    await note('1', start);
    now = start + minute;
    const cutOff = deps({
      dueCalls: {
        putDue: (calls) => ledger.dueCalls.putDue(calls),
        due: (round) => ledger.dueCalls.due(round),
        round: () => ledger.dueCalls.round(),
        moveRound: (before, after) =>
          after.to === undefined ? never() : ledger.dueCalls.moveRound(before, after),
      },
    });
    await expect(startDueCalls(cutOff)).rejects.toThrow('cut off');
    await note('2', now + minute);
    now += 5 * minute;
    expect(await startDueCalls(deps())).toBe(1);
    expect(await startDueCalls(deps())).toBe(1);
    expect(await audited()).toEqual([['2'], ['1']]);
  });

  it('are started by one of two sweeps', async () => {
    await note('1', start);
    now = start + minute;
    await Promise.all([startDueCalls(deps()), startDueCalls(deps())]);
    expect(await audited()).toEqual([['1']]);
  });
});

const never = (): Promise<never> => Promise.reject(new Error('cut off'));

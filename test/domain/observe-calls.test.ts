import fc from 'fast-check';
import {
  GongAnswerInvalid,
  GongCredentialsRejected,
  GongRefused,
  GongUnavailable,
} from '../../lambdas/domain/errors';
import { outcomesOf } from '../../lambdas/domain/evidence';
import { observeCalls } from '../../lambdas/domain/observe-calls';
import type { Gong, GongAnswer } from '../../lambdas/domain/ports';

const options = { priority: 'bulk', deadline: 0 } as const;
const ids = (count: number) => Array.from({ length: count }, (_, i) => String(1_000_000 + i));

/** Gong's rules for one request; remembers what it was asked. */
class RuledGong implements Gong {
  readonly asked: (readonly string[])[] = [];
  inFlight = 0;

  constructor(
    private readonly unknown: ReadonlySet<string> = new Set(),
    private readonly rule: (
      callIds: readonly string[],
      number: number,
    ) => GongAnswer['kind'] | Error | undefined = () => undefined,
  ) {}

  async usersAccess(callIds: readonly string[]): Promise<GongAnswer> {
    const number = this.asked.push(callIds);
    this.inFlight += 1;
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight -= 1;
    const ruled = this.rule(callIds, number);
    if (ruled instanceof Error) throw ruled;
    const isUnknown = callIds.some((callId) => this.unknown.has(callId));
    const kind = ruled ?? (isUnknown ? 'calls-not-found' : 'answered');
    const callAccessList = callIds.map((callId) => ({ callId, users: [] }));
    return {
      kind,
      slot: number,
      requestId: `r${number}`,
      body: JSON.stringify({ callAccessList }),
    };
  }
}

test('one request when all is well', async () => {
  const gong = new RuledGong();
  const evidence = await observeCalls(gong, ids(100), options);
  expect(evidence).toEqual({
    answers: [
      expect.objectContaining({ from: 0, to: 100, kind: 'answered', slot: 1, requestId: 'r1' }),
    ],
    gaps: [],
  });
});

test('nothing is asked about no calls', async () => {
  const gong = new RuledGong();
  expect(await observeCalls(gong, [], options)).toEqual({ answers: [], gaps: [] });
  expect(gong.asked).toHaveLength(0);
});

test('every call ends in exactly one answer, and only unknown calls as not found', async () => {
  const scenario = fc.integer({ min: 1, max: 130 }).chain((count) =>
    fc.record({
      calls: fc.constant(ids(count)),
      unknown: fc.subarray(ids(count)).map((calls) => new Set(calls)),
      chunkSize: fc.integer({ min: 1, max: 150 }),
      gongTakes: fc.integer({ min: 1, max: 150 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(scenario, async ({ calls, unknown, chunkSize, gongTakes }) => {
      const gong = new RuledGong(unknown, (asked) =>
        asked.length > gongTakes ? 'too-many-calls' : undefined,
      );
      const { answers, gaps } = await observeCalls(gong, calls, { ...options, chunkSize });
      expect(gaps).toEqual([]);
      const covered = answers.flatMap(({ from, to }) => calls.slice(from, to));
      expect(covered).toEqual(calls);
      for (const { callId, outcome } of outcomesOf(calls, { answers, gaps })) {
        expect(outcome === 'not-found').toBe(unknown.has(callId));
      }
      expect(Math.max(...gong.asked.map((asked) => asked.length))).toBeLessThanOrEqual(chunkSize);
    }),
    { numRuns: 60 },
  );
});

describe('the number of requests', () => {
  test('for one unknown call among 100 is at most 15', async () => {
    const all = ids(100);
    for (const unknown of all) {
      const gong = new RuledGong(new Set([unknown]));
      await observeCalls(gong, all, options);
      expect(gong.asked.length).toBeLessThanOrEqual(15);
    }
  });

  test('with 1 % unknown calls is under 140 for 1,000', async () => {
    const all = ids(100_000);
    const unknown = new Set(all.filter((_, i) => (i * 7_919) % 101 === 0));
    let requests = 0;
    for (let from = 0; from < all.length; from += 100) {
      const gong = new RuledGong(unknown);
      await observeCalls(gong, all.slice(from, from + 100), options);
      requests += gong.asked.length;
    }
    expect(requests / 100).toBeLessThanOrEqual(140);
  });

  test('saves the right half when the left one had no unknown call', async () => {
    const gong = new RuledGong(new Set(['1000003']));
    await observeCalls(gong, ids(4), options);
    expect(gong.asked.map((asked) => asked.length)).toEqual([4, 2, 1, 1]);
  });
});

test('a single call is asked about before it counts as not found', async () => {
  // Unknown to the first request, known to the later ones: Gong's index has caught up meanwhile.
  const gong = new RuledGong(new Set(), (_, number) =>
    number === 1 ? 'calls-not-found' : undefined,
  );
  const { answers } = await observeCalls(gong, ids(2), options);
  expect(answers.map(({ kind }) => kind)).toEqual(['answered', 'answered']);
});

test('a size that Gong refused is not asked again', async () => {
  const gong = new RuledGong(new Set(), (asked) =>
    asked.length > 30 ? 'too-many-calls' : undefined,
  );
  await observeCalls(gong, ids(200), options);
  expect(gong.asked.map((asked) => asked.length)).toEqual([
    200,
    100,
    100,
    50,
    50,
    50,
    50,
    ...Array(8).fill(25),
  ]);
});

test('an answer that is too large to be read is asked for in smaller parts', async () => {
  const gong = new RuledGong(new Set(['1000033']), (asked) =>
    asked.length > 30 ? new GongAnswerInvalid('too-large') : undefined,
  );
  const { answers, gaps } = await observeCalls(gong, ids(100), options);
  expect(gaps).toEqual([]);
  expect(answers.flatMap(({ from, to }) => ids(100).slice(from, to))).toEqual(ids(100));
  expect(answers.filter(({ kind }) => kind === 'not-found')).toHaveLength(1);
  expect(gong.asked.filter((asked) => asked.length > 30).map((asked) => asked.length)).toEqual([
    100, 50, 50,
  ]);
});

test('a call whose own answer is too large is a gap beside the others', async () => {
  const gong = new RuledGong(new Set(), (asked) =>
    asked.includes('1000005') ? new GongAnswerInvalid('too-large') : undefined,
  );
  const { answers, gaps } = await observeCalls(gong, ids(8), options);
  expect(gaps).toEqual([{ from: 5, to: 6, reason: 'answer-too-large' }]);
  expect(answers.flatMap(({ from, to }) => ids(8).slice(from, to))).toHaveLength(7);
});

describe('what Gong refuses for good', () => {
  test.each([
    [new GongRefused(404), 'status-404'],
    [new GongAnswerInvalid('schema'), 'answer-schema'],
  ])('is a gap beside the others: %p', async (error, reason) => {
    const gong = new RuledGong(new Set(), (asked) =>
      asked.includes('1000007') ? error : undefined,
    );
    const { answers, gaps } = await observeCalls(gong, ids(12), { ...options, chunkSize: 4 });
    expect(gaps).toEqual([{ from: 4, to: 8, reason }]);
    expect(answers.map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [8, 12],
    ]);
  });

  test('is thrown if Gong answered for no call at all', async () => {
    const gong = new RuledGong(new Set(), () => new GongRefused(404));
    await expect(observeCalls(gong, ids(8), options)).rejects.toThrow(GongRefused);
  });

  test('is a gap for a single call whose size is refused', async () => {
    const gong = new RuledGong(new Set(), (asked) =>
      asked.includes('1000001') ? 'too-many-calls' : undefined,
    );
    const { gaps } = await observeCalls(gong, ids(2), options);
    expect(gaps).toEqual([{ from: 1, to: 2, reason: 'too-many-calls' }]);
  });
});

test.each([new GongUnavailable('timeout'), new GongCredentialsRejected(403), new TypeError('bug')])(
  'any other error ends it, leaves no evidence and nothing running: %p',
  async (error) => {
    const gong = new RuledGong(new Set(), (_, number) => (number === 3 ? error : undefined));
    const whole = observeCalls(gong, ids(100), { ...options, chunkSize: 10 });
    await expect(whole).rejects.toBe(error);
    expect(gong.inFlight).toBe(0);
    expect(gong.asked.length).toBeLessThanOrEqual(10);
  },
);

import fc from 'fast-check';
import { type GongStandInOptions, settingsOf } from '../../../local/gong/options';
import { World } from '../../../local/gong/world';

const world = (options: GongStandInOptions = {}) => new World(settingsOf(options));
const start = Date.UTC(2026, 5, 1);
const day = 86_400_000;
const anyCall = fc.stringMatching(/^[0-9]{1,20}$/);
const calls = (of: World, n: number) => Array.from({ length: n }, (_, i) => of.callId(i));

describe('the seeded truth', () => {
  const lively = { changesPerCallAndDay: 24, shareUnknown: 0.1, shareOmitted: 0.1 };

  it('is the same for the same seed, call and moment', () => {
    fc.assert(
      fc.property(anyCall, fc.nat(2 * day), (callId, later) => {
        const moment = start + later;
        expect(world(lively).expected(callId, moment)).toEqual(
          world(lively).expected(callId, moment),
        );
      }),
    );
  });

  it('differs from seed to seed', () => {
    const [a, b] = [world({ seed: 'a' }), world({ seed: 'b' })];
    const users = (of: World) => calls(a, 50).map((callId) => of.at(callId, start).users);
    expect(users(a)).not.toEqual(users(b));
    expect(a.callId(0)).not.toBe(b.callId(0));
  });

  it('has the shares that it was told to have', () => {
    const some = world({ shareUnknown: 0.05, shareOmitted: 0.1, shareNullUsers: 0.2 });
    const truths = calls(some, 20_000).map((callId) => some.expected(callId, start));
    const share = (outcome: string) =>
      truths.filter((truth) => truth.outcome === outcome).length / truths.length;
    expect(share('not-found')).toBeCloseTo(0.05, 1);
    expect(share('not-returned')).toBeCloseTo(0.95 * 0.28, 1);
    expect(share('none')).toBeCloseTo(0.95 * 0.72 * 0.3, 1);
    const granted = truths.filter(({ outcome }) => outcome === 'granted');
    const users = granted.reduce((sum, truth) => sum + truth.users.length, 0);
    expect(users / granted.length).toBeGreaterThan(2.5);
    expect(users / granted.length).toBeLessThan(3.2);
  });

  it('knows everybody by 18 or 19 digits, some much better than others, 200 in all', () => {
    const some = world();
    const times = new Map<string, number>();
    for (const user of calls(some, 20_000).flatMap((callId) => some.at(callId, start).users)) {
      times.set(user, (times.get(user) ?? 0) + 1);
    }
    expect(times.size).toBe(200);
    for (const user of times.keys()) expect(user).toMatch(/^[1-9][0-9]{17,18}$/);
    const counts = [...times.values()].sort((a, b) => b - a);
    expect(counts[0]).toBeGreaterThan(20 * (counts.at(-1) ?? 0));
  });

  it('has calls with a great many users on demand', () => {
    const some = world({ largeCalls: { share: 1, users: 1000 }, shareWithoutAccess: 0 });
    const { users } = some.at('1', start);
    expect(users.length).toBeGreaterThan(900);
    expect(users.length).toBeLessThan(1100);
  });

  it('is frozen unless told to change', () => {
    const still = world();
    for (const callId of calls(still, 50)) {
      expect(still.history(callId, 0, start)).toHaveLength(1);
    }
  });

  it('changes about as often as told', () => {
    const some = world({ changesPerCallAndDay: 10, shareWithoutAccess: 0 });
    const changes = calls(some, 200).reduce(
      (sum, callId) => sum + some.history(callId, start, start + day).length - 1,
      0,
    );
    expect(changes / 200).toBeGreaterThan(8);
    expect(changes / 200).toBeLessThan(11);
  });
});

describe('the history of a call', () => {
  it('agrees with the truth at every moment', () => {
    const lively = world({ changesPerCallAndDay: 50, shareUnknown: 0 });
    fc.assert(
      fc.property(anyCall, fc.nat(day), (callId, later) => {
        const moment = start + later;
        const versions = lively.history(callId, start, start + day);
        const { from: _, ...version } = versions.findLast(({ from }) => from <= moment) ?? {
          from: 0,
        };
        expect(version).toEqual(lively.at(callId, moment));
      }),
    );
  });

  it('refuses to be endless', () => {
    const hectic = world({ changesPerCallAndDay: 86_400 });
    expect(() => hectic.history('1', 0, start)).toThrow(RangeError);
  });
});

describe('explicit changes', () => {
  const known = { shareUnknown: 0 };

  it('hold from their moment on and leave the past as it was', () => {
    const some = world({ ...known, shareWithoutAccess: 1 });
    some.change('77', { grant: ['1', '02'] }, start + 10);
    some.change('77', { revoke: ['1'] }, start + 20);
    some.change('77', { unknown: true }, start + 30);
    some.change('77', { unknown: false }, start + 40);
    expect(some.history('77', start, start + 50)).toEqual([
      { from: start, known: true, users: [] },
      { from: start + 10, known: true, users: ['02', '1'] },
      { from: start + 20, known: true, users: ['02'] },
      { from: start + 30, known: false, users: [] },
      { from: start + 40, known: true, users: ['02'] },
    ]);
    expect(some.at('77', start + 9).users).toEqual([]);
    expect(some.at('77', start + 19).users).toEqual(['02', '1']);
  });

  it('win over the seeded truth, however that goes on', () => {
    const lively = world({ ...known, changesPerCallAndDay: 1000 });
    lively.change('77', { grant: ['5'] }, start);
    for (let t = start; t < start + day; t += day / 50) {
      expect(lively.at('77', t).users).toContain('5');
    }
  });

  it('take away users of the seeded truth', () => {
    const some = world({ ...known, shareWithoutAccess: 0 });
    const [first = ''] = some.at('77', start).users;
    some.change('77', { revoke: [first] }, start);
    expect(some.at('77', start).users).not.toContain(first);
    expect(some.at('77', start - 1).users).toContain(first);
  });

  it('that change nothing leave no trace', () => {
    const some = world({ ...known, shareWithoutAccess: 1 });
    some.change('77', { revoke: ['9'], unknown: false }, start);
    some.change('77', { grant: ['9'] }, start + 1);
    some.change('77', { grant: ['9'] }, start + 2);
    expect(some.history('77', 0, start + 3)).toHaveLength(2);
  });

  it('can be forgotten', () => {
    const some = world({ ...known, shareWithoutAccess: 1 });
    some.change('77', { grant: ['9'] }, start);
    some.forgetChanges();
    expect(some.at('77', start).users).toEqual([]);
  });
});

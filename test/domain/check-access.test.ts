import { checkAccess } from '../../lambdas/domain/check-access';
import { sweep } from '../../lambdas/domain/sweep';
import { at } from '../support/samples';
import { worldOver, worldWith } from '../support/use-cases';

const request = (callIds: string[], maxAgeSeconds?: number) => ({
  ...{ callIds, requestedBy: 'auditor', deadline: Number.MAX_SAFE_INTEGER },
  ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
});

test('outcomes come once each, in the order of the request, with slot and request of the newest', async () => {
  const world = worldWith({ '9': ['7'], '08': [], '10': 'absent' });
  const check = await checkAccess(world.as(), request(['10', '9', '08', '9']));
  expect(check.outcomes.map(({ callId, outcome }) => `${callId} ${outcome}`)).toEqual([
    '10 not-returned',
    '9 granted',
    '08 none',
  ]);
  expect(check).toMatchObject({ requestId: 'request-1', observedAt: at(1_000) });
  expect(check.ageSeconds).toBeUndefined();
});

test('what was seen a short time ago is answered from the ledger, as it was last seen', async () => {
  const world = worldWith({ '1': ['7'], '2': [] });
  await checkAccess(world.as(), request(['1']));
  await checkAccess(world.as(), request(['1']));
  world.timeline.pass(30);
  const check = await checkAccess(world.as(), request(['1', '2'], 60));
  expect([...world.timeline.log.values()].map(({ callIds }) => callIds)).toEqual([
    ['1'],
    ['1'],
    ['2'],
  ]);
  expect(check.outcomes[0]).toMatchObject({ observedAt: at(2_000), requestId: 'request-2' });
  expect(check).toMatchObject({ ageSeconds: 31, observedAt: at(2_000) });
});

test('what is too old is asked for again', async () => {
  const world = worldWith({ '1': ['7'] });
  await checkAccess(world.as(), request(['1']));
  world.timeline.pass(60);
  const check = await checkAccess(world.as(), request(['1'], 60));
  expect(world.timeline.log.size).toBe(2);
  expect(check.ageSeconds).toBeUndefined();
});

test('a call that Gong was just found not to know costs no other request', async () => {
  const world = worldWith({ '1': ['7'] });
  await checkAccess(world.as(), request(['404']));
  const check = await checkAccess(world.as(), request(['404', '1']));
  expect(check.outcomes.map(({ outcome }) => outcome)).toEqual(['not-found', 'granted']);
  expect([...world.timeline.log.values()].map(({ callIds }) => callIds)).toEqual([['404'], ['1']]);
});

test('a check that was cut off is recorded by the sweep, changes and all', async () => {
  const world = worldOver({ '1': [['7'], ['8']] });
  await checkAccess(world.as(), request(['1']));
  const dies = async (step: string) => {
    if (step === 'after replaceState') throw new Error('crash');
  };
  await expect(checkAccess(world.as(dies), request(['1']))).rejects.toThrow('crash');
  expect(world.published).toEqual([]);
  expect((await sweep(world.as())).repaired).toBe(0);
  world.timeline.pass(61);
  expect((await sweep(world.as())).repaired).toBe(1);
  expect(world.published.map(({ detailType }) => detailType)).toEqual([
    'Access Granted',
    'Access Revoked',
  ]);
  expect(await world.as().evidence.pending()).toEqual([]);
});

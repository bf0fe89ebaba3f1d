import { checkAccess } from '../../lambdas/domain/check-access';
import { accessAt, accessNow, latestObservation } from '../../lambdas/domain/read-access';
import { callHistory } from '../../lambdas/domain/read-history';
import { at } from '../support/samples';
import { worldOver } from '../support/use-cases';

const iso = (offset: number) => new Date(at(offset)).toISOString();

/** Call 42, seen at seconds 1, 2, 3, 4. */
async function seen() {
  const world = worldOver({ '42': [['7'], ['7'], ['7', '08'], 'absent'] });
  const request = { callIds: ['42'], requestedBy: 'auditor', deadline: Number.MAX_SAFE_INTEGER };
  for (let n = 0; n < 4; n++) await checkAccess(world.as(), request);
  return world.as();
}

test('before the first observation nothing is known, which is not nobody', async () => {
  const ledger = await seen();
  expect(await accessAt(ledger, '42', at(999))).toMatchObject({
    outcome: 'not-observed',
    users: [],
  });
  expect(await accessAt(ledger, '43', at(5_000))).toMatchObject({ outcome: 'not-observed' });
});

test('an answer names its observation, how far away that was, and the next change', async () => {
  const ledger = await seen();
  expect(await accessAt(ledger, '42', at(2_600))).toEqual({
    callId: '42',
    at: iso(2_600),
    outcome: 'granted',
    users: [{ userId: '7' }],
    observedAt: iso(2_000),
    observedSecondsBefore: 1,
    unchangedSince: iso(1_000),
    nextChangeObservedAt: iso(3_000),
    requestId: 'request-2',
    coverage: 'api-granted-individual-access',
  });
});

test('now is the newest observation, also one that does not tell', async () => {
  const ledger = await seen();
  expect(await accessNow(ledger, '42')).toMatchObject({ outcome: 'not-returned', users: [] });
  expect(await latestObservation(ledger, '42')).toMatchObject({ requestId: 'request-4' });
  await expect(accessNow(ledger, '43')).rejects.toMatchObject({ code: 'call-not-observed' });
  expect(await latestObservation(ledger, '43')).toBeUndefined();
});

test('the history has every version and each user’s intervals, with the precision of both ends', async () => {
  const ledger = await seen();
  const { versions, grants } = await callHistory(ledger, '42');
  expect(versions.map((v) => [v.outcome, v.observedAt, v.lastObservedAt])).toEqual([
    ['granted', iso(1_000), iso(2_000)],
    ['granted', iso(3_000), iso(3_000)],
    ['not-returned', iso(4_000), iso(4_000)],
  ]);
  expect(grants).toEqual([
    { userId: '7', firstObservedAt: iso(1_000), lastObservedAt: iso(3_000) },
    {
      userId: '08',
      notBefore: iso(2_000),
      firstObservedAt: iso(3_000),
      lastObservedAt: iso(3_000),
    },
  ]);
  await expect(callHistory(ledger, '43')).rejects.toMatchObject({ code: 'call-not-observed' });
});

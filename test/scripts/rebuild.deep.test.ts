import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { stateKey } from '../../lambdas/adapters/dynamodb/keys';
import { rebuild } from '../../scripts/rebuild/rebuild';
import { startLedger } from '../support/ledger';
import { observe } from '../support/observe';
import { callState } from '../support/samples';

let ledger: Awaited<ReturnType<typeof startLedger>>;

beforeEach(async () => {
  ledger = await startLedger();
});
afterEach(() => ledger.stop());

async function history() {
  await observe(ledger, 1_000, { '1': ['7'], '2': [], '00000000000000000003': ['8', '9'] });
  await observe(ledger, 2_000, { '1': ['7'], '2': ['9'] });
  await observe(ledger, 3_000, { '1': [], '2': ['9'] });
  // Recorded after newer ones: kept beside the history.
  await observe(ledger, 2_500, { '1': ['7', '8'] });
}

const run = (write: boolean) => rebuild(ledger.client, ledger.tableName, { write });

test('an untouched ledger follows from its evidence', async () => {
  await history();
  expect(await run(false)).toEqual({
    ...{ calls: 3, same: 3, missing: 0, different: 0 },
    ...{ unfounded: 0, written: 0 },
  });
});

test('lost and altered states are found, and written as they were', async () => {
  await history();
  const callIds = ['1', '2', '00000000000000000003'];
  const before = await ledger.calls.states(callIds, { consistent: true });
  const TableName = ledger.tableName;
  await ledger.client.send(new DeleteCommand({ TableName, Key: { ...stateKey('1') } }));
  await ledger.client.send(
    new UpdateCommand({
      TableName,
      Key: { ...stateKey('2') },
      UpdateExpression: 'SET #users = :users',
      ExpressionAttributeNames: { '#users': 'users' },
      ExpressionAttributeValues: { ':users': new Set(['666']) },
    }),
  );
  const found = { calls: 3, same: 1, missing: 1, different: 1, unfounded: 0 };
  expect(await run(false)).toEqual({ ...found, written: 0 });
  expect(await run(true)).toEqual({ ...found, written: 2 });
  expect(await run(false)).toMatchObject({ same: 3 });
  const after = await ledger.calls.states(callIds, { consistent: true });
  for (const callId of callIds) {
    const { outcome, users, version, observedAt } = after.get(callId) ?? {};
    expect({ outcome, users, version, observedAt }).toEqual({
      outcome: before.get(callId)?.outcome,
      users: before.get(callId)?.users,
      version: before.get(callId)?.version,
      observedAt: before.get(callId)?.observedAt,
    });
  }
});

test('a state that no evidence is about is found, and left alone', async () => {
  await history();
  await ledger.calls.createState(callState('4', 1, 0, ['7']));
  expect(await run(true)).toMatchObject({ same: 3, unfounded: 1, written: 0 });
  expect(await run(false)).toMatchObject({ same: 3, unfounded: 1 });
});

test('whatever the order in which observations came, the ledger follows from its evidence', async () => {
  const observations = [['7'], [], ['7', '8'], ['7', '8'], ['8'], [], []];
  const anyOrder = fc.shuffledSubarray([...observations.keys()], { minLength: 1 });
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(anyOrder, async (order) => {
      const callId = `${calls++}`;
      for (const n of order) {
        // A check each: slots are unique over all calls.
        await observe(ledger, calls * 10_000 + n, { [callId]: observations[n] ?? [] });
      }
    }),
    { numRuns: 20 },
  );
  expect(await run(false)).toMatchObject({ calls, same: calls, missing: 0, different: 0 });
});

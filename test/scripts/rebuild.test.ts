import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { stateKey } from '../../lambdas/adapters/dynamodb/keys';
import { rebuild } from '../../scripts/rebuild/rebuild';
import { startLedger } from '../support/ledger';
import { observe } from '../support/observe';

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
  expect(await run(false)).toEqual({ calls: 3, same: 3, missing: 0, different: 0, written: 0 });
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
  const found = { calls: 3, same: 1, missing: 1, different: 1 };
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

import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoPaceStore, paceKey } from '../../../lambdas/adapters/dynamodb/pace-store';
import { firstState, type PaceConfig } from '../../../lambdas/domain/pace';
import { applied, mustBe, type PaceChange } from '../../../lambdas/domain/pace-change';
import { planSlot } from '../../../lambdas/domain/pace-plan';
import { type PaceDynamo, paceTable, startPaceDynamo } from './pace-support';

const config: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0.1,
  othersShare: 0.1,
  dayHours: 24,
};
const now = 1_790_000_000_000;
const first = firstState(config, now);
const creation: PaceChange = { create: first, set: { tat: 5 }, add: { spent: 1 }, when: [] };

let dynamo: PaceDynamo;
let store: DynamoPaceStore;
beforeAll(async () => {
  dynamo = await startPaceDynamo();
  store = new DynamoPaceStore(dynamo.client, paceTable);
});
afterAll(() => dynamo.stop());
beforeEach(() => dynamo.client.send(new DeleteCommand({ TableName: paceTable, Key: paceKey })));

test('there is no item at first', async () => {
  expect(await store.read()).toBeUndefined();
});

test('the item is created once, as the change leaves it', async () => {
  const expected = { ...first, tat: 5, spent: 1 };
  expect(await store.write(creation)).toEqual(expected);
  expect(await store.write(creation)).toBeUndefined();
  expect(await store.read()).toEqual(expected);
});

test('a plan for a slot, written as it is, does what the domain says', async () => {
  await store.write(creation);
  const state = await store.read();
  const ask = {
    priority: 'bulk',
    slots: 2,
    lead: 20,
    roundTrips: 20,
    owed: 7,
    secretVersion: 'v1',
  } as const;
  const plan = planSlot(config, state, ask, now);
  if (plan.kind !== 'take' || !state) throw new Error('a slot was free');
  expect(await store.write(plan.change)).toEqual(applied(state, plan.change));
  expect(await store.write(plan.change)).toBeUndefined();
});

test.each([
  ['=', 1, [false, true, false]],
  ['<>', 1, [true, false, true]],
  ['<', 1, [true, false, false]],
  ['<=', 1, [true, true, false]],
  ['>', 1, [false, false, true]],
  ['>=', 1, [false, true, true]],
] as const)('the test %s %d', async (is, value, held) => {
  await store.write({ ...creation, add: {} });
  for (const [spent, holds] of held.entries()) {
    await store.write({ set: { spent }, when: [mustBe('tat', '=', 5)] });
    const written = await store.write({
      set: {},
      add: { guard: 1 },
      when: [mustBe('spent', is, value)],
    });
    expect(written !== undefined).toBe(holds);
  }
});

test('the item stays under 1 KB, so that a slot costs one write unit', async () => {
  await store.write(creation);
  await store.write({
    set: { openScope: 'x'.repeat(80), proven: 'v'.repeat(64), tat: now * 1_000 },
    when: [mustBe('tat', '=', 5)],
  });
  const { Item } = await dynamo.client.send(new GetCommand({ TableName: paceTable, Key: paceKey }));
  expect(JSON.stringify(Item).length).toBeLessThan(800);
});

test('an item that it does not understand is an error, not a free slot', async () => {
  await store.write(creation);
  await dynamo.client.send(
    new UpdateCommand({
      TableName: paceTable,
      Key: paceKey,
      UpdateExpression: 'SET tat = :text',
      ExpressionAttributeValues: { ':text': 'soon' },
    }),
  );
  await expect(store.read()).rejects.toThrow();
});

test('a table that is not there is an error', async () => {
  const elsewhere = new DynamoPaceStore(dynamo.client, 'no-such-table');
  await expect(elsewhere.read()).rejects.toThrow();
  await expect(elsewhere.write(creation)).rejects.toThrow();
});

import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { SharedPacer } from '../../../lambdas/adapters/dynamodb/pace-pacer';
import { DynamoPaceStore, paceKey } from '../../../lambdas/adapters/dynamodb/pace-store';
import type { PaceConfig } from '../../../lambdas/domain/pace';
import { type PaceDynamo, paceTable, startPaceDynamo } from './pace-support';

const config: PaceConfig = {
  requestsPerSecond: 12,
  requestsPerDay: 10_000,
  interactiveShare: 0.1,
  othersShare: 0.1,
  dayHours: 24,
};

let dynamo: PaceDynamo;
beforeAll(async () => {
  dynamo = await startPaceDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(() => dynamo.client.send(new DeleteCommand({ TableName: paceTable, Key: paceKey })));

function newPacer(more: Partial<PaceConfig> = {}) {
  return new SharedPacer({
    store: new DynamoPaceStore(dynamo.client, paceTable),
    config: { ...config, ...more },
    clock: Date.now,
    random: Math.random,
    onBreakerOpened: async () => undefined,
  });
}
const soon = (ms = 20_000) => Date.now() + ms;

test('six processes together get every slot once, at exact distances', async () => {
  const pacers = Array.from({ length: 6 }, () => newPacer({ requestsPerSecond: 40 }));
  const slots = await Promise.all(
    pacers.flatMap((pacer) =>
      Array.from({ length: 10 }, () => pacer.acquire({ priority: 'bulk', deadline: soon() })),
    ),
  );
  const times = slots.map((slot) => slot.time).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  console.log(gaps.join(' '));
  expect(new Set(times).size).toBe(60);
});

import { requestAudit } from '../../lambdas/domain/request-audit';
import { RecordingQueue } from '../support/recording-ports';
import { worldWith } from '../support/use-cases';

const request = (callIds: readonly string[], key?: string) => ({
  ...({ callIds, priority: 'bulk', requestedBy: 'auditor' } as const),
  ...(key === undefined ? {} : { idempotencyKey: key }),
});
const many = Array.from({ length: 250 }, (_, i) => `00${i}`);

test('an audit is durable, and its chunks are in the queue, when it is accepted', async () => {
  const world = worldWith({});
  const audit = await requestAudit(world.as(), request([...many, '000', '000']));
  const { audits } = world.as();
  expect(audit).toMatchObject({ requested: 250, duplicates: 2, chunks: 3 });
  expect(await audits.audit(audit.auditId)).toMatchObject({ status: 'running', dispatched: 3 });
  expect(await audits.running()).toEqual([audit.auditId]);
  const chunks = await audits.chunks(audit.auditId, 0, 3);
  expect([...chunks.values()].map((calls) => calls.length)).toEqual([100, 100, 50]);
  expect([...chunks.values()].flat().sort()).toEqual([...many].sort());
  expect(world.queue.sent.map(({ chunk }) => chunk)).toEqual([0, 1, 2]);
});

test('a repeat under the same key is the same audit, whatever the order of its calls', async () => {
  const world = worldWith({});
  const first = await requestAudit(world.as(), request(many, 'key'));
  const again = await requestAudit(world.as(), request([...many].reverse(), 'key'));
  expect(again.auditId).toBe(first.auditId);
  expect(world.ledger.audits.audits.size).toBe(1);
  const other = await requestAudit(world.as(), { ...request(many, 'key'), requestedBy: 'other' });
  expect(other.auditId).not.toBe(first.auditId);
});

test('the same key for other calls or another label is a conflict', async () => {
  const world = worldWith({});
  await requestAudit(world.as(), request(['1'], 'key'));
  for (const wrong of [request(['2'], 'key'), { ...request(['1'], 'key'), label: 'x' }]) {
    await expect(requestAudit(world.as(), wrong)).rejects.toMatchObject({ status: 422 });
  }
});

test('cut off at any write and asked for again, there is one audit with all of its calls', async () => {
  for (let n = 0; n < 30; n++) {
    const world = worldWith({});
    let steps = 0;
    const dies = async () => {
      if (steps++ === n) throw new Error('crash');
    };
    const first = await requestAudit(world.as(dies), request(many, 'key')).catch(() => undefined);
    if (!first) expect(world.ledger.audits.accepted.size + world.queue.sent.length).toBeLessThan(2);
    const audit = await requestAudit(world.as(), request(many, 'key'));
    expect(world.ledger.audits.audits.size).toBe(1);
    const chunks = await world.as().audits.chunks(audit.auditId, 0, 3);
    expect([...chunks.values()].flat().sort()).toEqual([...many].sort());
  }
});

test('a queue that takes nothing does not undo the audit: the sweep sends later', async () => {
  const world = worldWith({});
  const queue = Object.assign(new RecordingQueue(), {
    send: () => Promise.reject(new Error('no')),
  });
  const audit = await requestAudit({ ...world.as(), queue }, request(many));
  const [shard] = await world.as().audits.shards(audit.auditId);
  expect(shard?.again).toEqual(new Set([0, 1, 2]));
  await world.heal();
  expect(await world.as().audits.audit(audit.auditId)).toMatchObject({ status: 'completed' });
});

test('no calls are no audit', async () => {
  const world = worldWith({});
  await expect(requestAudit(world.as(), request([]))).rejects.toMatchObject({
    code: 'invalid-input',
  });
  expect(world.ledger.audits.audits.size).toBe(0);
});

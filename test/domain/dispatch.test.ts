import { noTotals } from '../../lambdas/domain/audit';
import { dispatch } from '../../lambdas/domain/dispatch';
import { pauseAudit, resumeAudit } from '../../lambdas/domain/pause-audit';
import { auditOf } from '../support/samples';
import { worldWith } from '../support/use-cases';

async function accepted(ids: Readonly<Record<string, number>>) {
  const world = worldWith({});
  const { audits } = world.as();
  const all = [];
  for (const [auditId, chunks] of Object.entries(ids)) {
    const audit = auditOf(auditId, { chunks });
    await audits.reserve(audit);
    await audits.accept(audit);
    all.push(audit);
  }
  return { world, all };
}

test('a big audit does not fill the queue: the small one beside it gets its share', async () => {
  const { world, all } = await accepted({ big: 10_000, small: 5 });
  const sent = await dispatch(world.as(), all);
  const ofSmall = world.queue.sent.filter(({ auditId }) => auditId === 'small');
  expect(ofSmall.map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3, 4]);
  expect(sent).toBe(world.queue.sent.length);
  expect(sent).toBeLessThan(1_000);
});

test('no more is sent until what is in the queue is counted; then just as much', async () => {
  const { world, all } = await accepted({ big: 10_000 });
  const first = await dispatch(world.as(), all);
  const now = async () => [(await world.as().audits.audit('big')) ?? auditOf('big')];
  expect(await dispatch(world.as(), await now())).toBe(0);
  const totals = { granted: 1, none: 0, notReturned: 0, notFound: 0, failed: 0 };
  for (const chunk of [0, 1, 7]) await world.as().audits.countDone('big', { chunk, totals });
  expect(await dispatch(world.as(), await now())).toBe(3);
  expect(world.queue.sent.slice(first).map(({ chunk }) => chunk)).toEqual([
    first,
    first + 1,
    first + 2,
  ]);
});

test('of two that dispatch at once no chunk is left out', async () => {
  const { world, all } = await accepted({ big: 20 });
  await Promise.all([dispatch(world.as(), all), dispatch(world.as(), all)]);
  const chunks = new Set(world.queue.sent.map(({ chunk }) => chunk));
  expect([...chunks].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
});

test('chunks that are counted already are not sent again', async () => {
  const { world, all } = await accepted({ big: 4 });
  const totals = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 3 };
  await world.as().audits.countFailed('big', { chunk: 1, totals, reason: 'x' });
  await dispatch(world.as(), all);
  expect(world.queue.sent.map(({ chunk }) => chunk)).toEqual([0, 2, 3]);
});

test('chunks that were put back are sent again, once, and no others with them', async () => {
  const { world, all } = await accepted({ big: 10 });
  await dispatch(world.as(), all);
  const { audits } = world.as();
  await audits.putBack('big', [7, 2]);
  await audits.countDone('big', { chunk: 7, totals: { ...noTotals, granted: 1 } });
  const now = [(await audits.audit('big')) ?? auditOf('big')];
  world.queue.sent.splice(0);
  const both = await Promise.all([dispatch(world.as(), now), dispatch(world.as(), now)]);
  expect(both.sort()).toEqual([0, 1]);
  expect(world.queue.sent.map(({ chunk }) => chunk)).toEqual([2]);
});

test('chunks that were put back before all is sent anew are sent once', async () => {
  const { world, all } = await accepted({ big: 600 });
  await dispatch(world.as(), all);
  const { audits } = world.as();
  await audits.putBack('big', [300, 1]);
  await audits.rewind('big', 0);
  world.queue.sent.splice(0);
  const now = async () => [(await audits.audit('big')) ?? auditOf('big')];
  const sent: number[] = [];
  for (let round = 0; round < 4; round++) {
    await dispatch(world.as(), await now());
    for (const { chunk } of world.queue.sent.splice(0)) {
      sent.push(chunk);
      await audits.countDone('big', { chunk, totals: noTotals });
    }
  }
  expect(sent).toEqual(Array.from({ length: 600 }, (_, chunk) => chunk));
});

test('what the queue did not take is sent the next time, and only that', async () => {
  const { world, all } = await accepted({ big: 500 });
  const first = await dispatch(world.as(), all);
  const { audits } = world.as();
  for (const chunk of [0, 1]) await audits.countDone('big', { chunk, totals: noTotals });
  const now = async () => [(await audits.audit('big')) ?? auditOf('big')];
  const queue = {
    send: async () => {
      throw new Error('no queue');
    },
    depth: async () => 0,
  };
  await expect(dispatch({ ...world.as(), queue }, await now())).rejects.toThrow('no queue');
  world.queue.sent.splice(0);
  expect(await dispatch(world.as(), await now())).toBe(2);
  expect(world.queue.sent.map(({ chunk }) => chunk)).toEqual([first, first + 1]);
});

test('of an audit that Gong did not answer one chunk is sent, until it is done', async () => {
  const { world } = await accepted({ big: 500 });
  const { audits } = world.as();
  await pauseAudit(world.as(), 'big', {
    reason: 'gong-unavailable',
    outage: { since: 0, pauses: 3, done: 0 },
  });
  await resumeAudit({ audits }, 'big', { isEmptied: true });
  const now = async () => [(await audits.audit('big')) ?? auditOf('big')];
  expect(await dispatch(world.as(), await now())).toBe(1);
  expect(await dispatch(world.as(), await now())).toBe(0);
  await audits.countDone('big', { chunk: 0, totals: noTotals });
  expect(await dispatch(world.as(), await now())).toBeGreaterThan(100);
});

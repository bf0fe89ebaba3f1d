import { type Audit, noTotals } from '../../lambdas/domain/audit';
import { type AnswerTasksDeps, answerTasks } from '../../lambdas/domain/task-answers';
import { startLedger, type TestLedger } from '../support/ledger';
import { RecordingTasks } from '../support/recording-ports';
import { at, callState, changeFrom } from '../support/samples';

let ledger: TestLedger;
let sent: RecordingTasks;
let now: number;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  sent = new RecordingTasks();
  now = at(0);
});

const answer = (over: Partial<AnswerTasksDeps> = {}) =>
  answerTasks({
    audits: ledger.audits,
    tasks: ledger.tasks,
    taskAnswers: sent,
    clock: () => now,
    ...over,
  });

async function audit(auditId: string, more: Partial<Audit> = {}): Promise<void> {
  const audit: Audit = {
    auditId,
    status: 'running',
    requestedBy: 'event:test',
    priority: 'event',
    requested: 2,
    duplicates: 0,
    chunks: 1,
    fingerprint: 'f',
    dispatched: 0,
    createdAt: at(0),
    ...more,
  };
  await ledger.audits.reserve(audit);
  await ledger.audits.accept(audit);
  const task = { taskId: auditId, taskToken: `token-${auditId}`, auditId, notedAt: at(0) };
  await ledger.tasks.noteTask(task);
}

const totals = { ...noTotals, granted: 2 };

describe('a state machine that waits for an audit', () => {
  it('hears of its end once, with what changed', async () => {
    await audit('a');
    expect(await answer()).toEqual({ answered: 0, gone: 0, unanswered: 0 });
    await ledger.audits.putChunkChanges('a', 0, [
      changeFrom(callState('1', 1, 0, ['7']), 10, ['5', '6']),
      changeFrom(callState('2', 1, 0, ['8']), 10, []),
    ]);
    await ledger.audits.update('a', ['running'], { status: 'completed', totals });
    expect(await answer()).toEqual({ answered: 1, gone: 0, unanswered: 0 });
    expect(sent.succeeded).toEqual([
      {
        taskToken: 'token-a',
        summary: {
          auditId: 'a',
          status: 'completed',
          requested: 2,
          totals,
          changes: { granted: 2, revoked: 2 },
          coverage: 'api-granted-individual-access',
        },
      },
    ]);
    expect(await answer()).toEqual({ answered: 0, gone: 0, unanswered: 0 });
  });

  it.each([
    ['failed', 'AuditFailed', 'list-not-found'],
    ['cancelled', 'AuditCancelled', 'audit cancelled is cancelled'],
  ] as const)('fails with an audit that %s', async (status, error, cause) => {
    const failure = status === 'failed' ? { failure: 'list-not-found' } : {};
    await audit(status, { status, ...failure });
    await answer();
    expect(sent.failed).toEqual([{ taskToken: `token-${status}`, error, cause }]);
  });

  it('hears that its request was rejected', async () => {
    const rejection = { code: 'invalid-input', reason: 'callIds is missing' };
    await ledger.tasks.noteTask({ taskId: 'r', taskToken: 'token-r', rejection, notedAt: at(0) });
    await answer();
    expect(sent.failed).toEqual([
      { taskToken: 'token-r', error: 'AuditRejected', cause: 'callIds is missing' },
    ]);
  });

  it('and no longer waits is not told again and again', async () => {
    await audit('late', { status: 'completed', totals });
    sent.gone.add('token-late');
    expect(await answer()).toEqual({ answered: 0, gone: 1, unanswered: 0 });
    expect(await answer()).toEqual({ answered: 0, gone: 0, unanswered: 0 });
  });

  it('is told when Step Functions answers again, for a day', async () => {
    await audit('down', { status: 'completed', totals, completedAt: at(0) });
    const down = new RecordingTasks();
    down.succeed = () => Promise.reject(new Error('not allowed'));
    expect(await answer({ taskAnswers: down })).toMatchObject({ unanswered: 1 });
    expect(await answer({ taskAnswers: down })).toMatchObject({ unanswered: 1 });
    now = at(25 * 3_600_000);
    expect(await answer({ taskAnswers: down })).toMatchObject({ unanswered: 1 });
    expect(await answer()).toEqual({ answered: 0, gone: 0, unanswered: 0 });
  });
});

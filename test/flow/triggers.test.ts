import { randomUUID } from 'node:crypto';
import { signWebhook } from '../support/sign-webhook';
import { get, post, required } from './api';
import { type AuditAnswer, audit, observations } from './audits';
import { invoke, isLocal, localPage, putEvent, putList, readObject, runWorkflow } from './aws';
import { newCallIds, setKnown } from './gong';

interface LabelledAudit extends AuditAnswer {
  readonly label?: string;
  readonly requestedBy: string;
  readonly createdAt: string;
}

const webhookUrl = 'https://hooks.example.com/webhooks/gong';

async function knownCallIds(count: number): Promise<string[]> {
  const callIds = newCallIds(count);
  await setKnown(callIds, true);
  return callIds;
}

/** The audits for which `is` holds, once there are `count` of them. */
async function auditsThat(
  is: (audit: LabelledAudit) => boolean,
  count = 1,
): Promise<LabelledAudit[]> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const { body } = await get<{ audits: LabelledAudit[] }>('/audits?limit=50');
    const found = body.audits.filter(is);
    if (found.length >= count) return found;
    if (Date.now() > deadline) throw new Error(`${found.length} audits of ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function ended(is: (audit: LabelledAudit) => boolean): Promise<AuditAnswer> {
  const [found] = await auditsThat(is);
  return audit(found?.auditId ?? '');
}

const callIdsOf = async (auditId: string) =>
  (await observations(auditId)).map(({ callId }) => callId).sort();

interface BusEvent {
  readonly 'detail-type': string;
  readonly detail: Record<string, unknown>;
}

const busEvents = async () =>
  (await localPage<{ events: { event: BusEvent }[] }>('events')).events.map(({ event }) => event);

const onlyLocally = isLocal ? it : it.skip;

describe('Audit Requested on the bus', () => {
  it('starts an audit that ends with an event', async () => {
    const callIds = await knownCallIds(3);
    const label = randomUUID();
    await putEvent('Audit Requested', { callIds, label });
    const done = await ended((one) => one.label === label);
    expect([done.status, done.requested]).toEqual(['completed', 3]);
    expect(await callIdsOf(done.auditId)).toEqual(callIds);
    if (!isLocal) return;
    const event = (await busEvents()).find(({ detail }) => detail.auditId === done.auditId);
    expect(event).toMatchObject({
      'detail-type': 'Audit Completed',
      detail: { requestedBy: 'event:flow-test', totals: done.totals },
    });
  }, 120_000);

  onlyLocally(
    'that is not valid is rejected with the reason, and its task told',
    async () => {
      const taskToken = `bad-${randomUUID()}`;
      await putEvent('Audit Requested', { callIds: [17], taskToken });
      const task = await answerTo(taskToken);
      expect(task).toEqual({
        taskToken,
        error: 'AuditRejected',
        cause: 'callIds[0] must be a string',
      });
      const rejected = (await busEvents()).filter((one) => one['detail-type'] === 'Audit Rejected');
      expect(rejected.map(({ detail }) => detail.field)).toContain('callIds[0]');
    },
    60_000,
  );
});

async function answerTo(taskToken: string): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < 240; tries++) {
    const { tasks } = await localPage<{ tasks: Record<string, unknown>[] }>('tasks');
    const found = tasks.find((task) => task.taskToken === taskToken);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error('the task was not answered');
}

describe('a state machine that waits', () => {
  it('goes on with the summary of its audit', async () => {
    const callIds = await knownCallIds(2);
    const expected = { status: 'completed', requested: 2, changes: { granted: 0, revoked: 0 } };
    if (isLocal) {
      const taskToken = randomUUID();
      await putEvent('Audit Requested', { callIds, taskToken });
      expect((await answerTo(taskToken)).output).toMatchObject(expected);
    } else {
      const { status, output } = await runWorkflow({ callIds });
      expect(status).toBe('SUCCEEDED');
      expect(JSON.parse(output ?? '')).toMatchObject(expected);
    }
  }, 180_000);
});

describe('a list in the bucket', () => {
  it('starts an audit, and its bad lines are told beside it', async () => {
    const callIds = await knownCallIds(4);
    const key = `lists/${randomUUID()}.csv`;
    const [a, b, c, d] = callIds;
    await putList(key, `Call ID,Title\n${a},one\nx17,two\n${b},three\n${c},\n7.78E+18,\n${d},\n`);
    const done = await ended((one) => one.label === `List ${key}`);
    expect([done.status, done.requested]).toEqual(['completed', 4]);
    expect(await callIdsOf(done.auditId)).toEqual(callIds);
    expect(await readObject(`${key}.result.json`)).toMatchObject({
      auditId: done.auditId,
      lines: 7,
      requested: 4,
      badLines: 2,
      bad: [
        { line: 3, problem: 'not-a-call-id' },
        { line: 6, problem: 'rounded-by-a-spreadsheet' },
      ],
    });
  }, 120_000);

  it('that is named in POST /audits and is not there fails the audit with the reason', async () => {
    const list = { bucket: required('FLOW_LIST_BUCKET'), key: `elsewhere/${randomUUID()}` };
    const { status, body } = await post<AuditAnswer>('/audits', { list });
    expect([status, body.requested]).toEqual([202, 0]);
    const done = await audit(body.auditId);
    expect(done).toMatchObject({
      status: 'failed',
      failureReason: expect.stringMatching(/^list-/),
    });
  }, 60_000);
});

describe('calls as Gong lists them', () => {
  const calls = {
    fromDateTime: '2026-01-10T00:00:00Z',
    toDateTime: '2026-01-11T06:00:00Z',
  };

  it('are audited, page after page', async () => {
    const { status, body } = await post<AuditAnswer>('/audits', { calls });
    expect(status).toBe(202);
    const done = await audit(body.auditId);
    // The stand-in has 200 calls a day; it may not know one or two of them.
    expect(done.status).toBe('completed');
    expect(done.requested).toBeGreaterThan(245);
    expect(done.requested).toBeLessThanOrEqual(250);
    expect(done.totals.notFound + done.totals.failed).toBe(0);
  }, 120_000);

  it('are none in a range without calls', async () => {
    const empty = { fromDateTime: '2020-01-01T00:00:00Z', toDateTime: '2020-01-02T00:00:00Z' };
    const { body } = await post<AuditAnswer>('/audits', { calls: empty });
    expect(await audit(body.auditId)).toMatchObject({ status: 'completed', requested: 0 });
  }, 60_000);

  it('cost what a dry run says', async () => {
    const { status, body } = await post('/audits?dryRun=true', { calls });
    expect([status, body.perThousandCalls]).toEqual([
      200,
      { listingRequests: 10, requests: 10, shareOfDay: 20 / 100_000 },
    ]);
  });
});

describe('a schedule', () => {
  // What a schedule makes up for depends on when it last fired: deployed, the documents' own commands fire `nightly` too.
  const schedule = isLocal ? 'nightly' : 'nightly-of-the-flow-tests';
  const fire = async (at: string) => {
    if (!isLocal) {
      const audit = { callsOfLastDays: 1 };
      await invoke({ schedule, scheduledAt: at, audit });
      return;
    }
    const { schedules } = await localPage<{ schedules: { name: string }[] }>('status');
    const nightly = schedules.find(({ name }) => /nightly/.test(name));
    await localPage(`schedules/${nightly?.name}/fire?at=${at}`, 'POST');
  };
  const windows = (audits: readonly LabelledAudit[]) =>
    audits.map((one) => JSON.stringify(Object(one).source.calls)).sort();

  it('fired twice is one audit; one that was skipped is made up for', async () => {
    const is = ({ requestedBy }: LabelledAudit) => requestedBy === `schedule:${schedule}`;
    await fire('2026-01-21T02:00:00Z');
    await auditsThat(is);
    await fire('2026-01-21T02:00:00Z');
    await fire('2026-01-23T02:00:00Z');
    const found = await auditsThat(is, 3);
    const day = (from: number, to: number) =>
      `{"fromDateTime":"2026-01-${from}T02:00:00.000Z","toDateTime":"2026-01-${to}T02:00:00.000Z"}`;
    expect(windows(found)).toEqual([day(20, 21), day(21, 22), day(22, 23)]);
    for (const { auditId } of found) {
      expect((await audit(auditId)).status).toBe('completed');
    }
  }, 180_000);
});

describe('a direct invocation', () => {
  it('is answered with the audit', async () => {
    const callIds = await knownCallIds(2);
    const { failed, answer } = await invoke<AuditAnswer>({ callIds, label: 'Invoked' });
    expect([failed, answer.requested]).toEqual([false, 2]);
    expect((await audit(answer.auditId)).status).toBe('completed');
  }, 60_000);

  it('fails for what is not valid', async () => {
    const { failed, answer } = await invoke<{ errorMessage: string }>({ callIds: [] });
    expect([failed, answer.errorMessage]).toEqual([true, 'callIds must not be empty']);
  }, 60_000);
});

describe("Gong's webhook", () => {
  const send = async (body: string, token: string) =>
    post('/webhooks/gong', body, { authorization: token });

  it('has the call audited', async () => {
    const [callId = ''] = await knownCallIds(1);
    const body = JSON.stringify({ callData: { metaData: { id: callId } }, isTest: false });
    const token = await signWebhook(required('FLOW_WEBHOOK_KEY'), body, webhookUrl);
    expect(await send(body, token)).toMatchObject({ status: 200, body: { received: true } });
    expect((await send(body, token)).status).toBe(200);
    for (;;) {
      const found = await auditsThat(({ requestedBy }) => requestedBy === 'gong-webhook');
      const calls = await Promise.all(
        found.map(async ({ auditId }) => callIdsOf((await audit(auditId)).auditId)),
      );
      if (calls.flat().includes(callId)) break;
    }
  }, 120_000);

  it('is refused without a good signature', async () => {
    const body = JSON.stringify({ callData: { metaData: { id: '1' } } });
    const token = await signWebhook(required('FLOW_WEBHOOK_KEY'), body, `${webhookUrl}/other`);
    const { status, body: answer } = await send(body, token);
    expect([status, answer.code]).toEqual([401, 'invalid-signature']);
  });
});

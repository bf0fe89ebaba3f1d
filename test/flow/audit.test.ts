import { randomUUID } from 'node:crypto';
import { get, post } from './api';
import { type AuditAnswer, audit, observations, startAudit } from './audits';
import { newCallIds, setKnown, stats, truth } from './gong';

/** `FLOW_CALLS` makes the large audit larger. */
const callsOfLargeAudit = Number(process.env.FLOW_CALLS ?? 2_000);

const sum = (totals: AuditAnswer['totals']) => Object.values(totals).reduce((a, b) => a + b, 0);

describe('POST /audits', () => {
  it('checks every call: totals reconcile and each call equals what Gong said', async () => {
    const callIds = newCallIds(callsOfLargeAudit);
    await setKnown(callIds.slice(0, Math.ceil(callIds.length / 1_000)), false);
    const accepted = await startAudit(callIds);
    expect(accepted.headers.location).toBe(`/audits/${accepted.body.auditId}`);
    const done = await audit(accepted.body.auditId);
    expect(done.status).toBe('completed');
    expect(done.requested).toBe(callIds.length);
    expect(sum(done.totals)).toBe(callIds.length);
    expect(done.progress).toBe(1);

    const seen = await observations(done.auditId);
    const expected = await truth(callIds);
    expect(seen.map(({ callId }) => callId).sort()).toEqual([...callIds].sort());
    for (const { callId, outcome, users } of seen) {
      const call = expected.get(callId);
      expect([callId, outcome, users.map(({ userId }) => userId)]).toEqual([
        callId,
        call?.outcome,
        [...(call?.users ?? [])].sort(),
      ]);
    }
    const { notFound } = done.totals;
    expect(notFound).toBe([...expected.values()].filter((c) => c.outcome === 'not-found').length);
  }, 240_000);

  it("spends no request over Gong's limits", async () => {
    const { body } = await startAudit(newCallIds(500));
    await audit(body.auditId);
    const { peakArrivals, refusedByDay } = await stats();
    expect(peakArrivals).toBeLessThanOrEqual(100);
    expect(refusedByDay).toBe(0);
  }, 120_000);

  it('takes the same request with the same Idempotency-Key as the same audit', async () => {
    const callIds = newCallIds(3);
    const headers = { 'idempotency-key': randomUUID() };
    const first = await startAudit(callIds, headers);
    const again = await startAudit([...callIds].reverse(), headers);
    expect(again.body.auditId).toBe(first.body.auditId);
    const other = await post('/audits', { callIds: newCallIds(1) }, headers);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
  });

  it('counts a duplicate once and says so', async () => {
    const [callId = ''] = newCallIds(1);
    const { body } = await startAudit([callId, callId, callId]);
    expect([body.requested, body.duplicates]).toEqual([1, 2]);
  });

  it('accepts 200,000 calls in under 20 s, and cancels them', async () => {
    const started = Date.now();
    const { body } = await startAudit(newCallIds(200_000));
    expect(Date.now() - started).toBeLessThan(20_000);
    const cancelled = await post<AuditAnswer>(`/audits/${body.auditId}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([200, 'cancelled']);
    expect(sum(cancelled.body.totals)).toBe(200_000);
  }, 60_000);

  it('answers 413 to a body of 6 MB', async () => {
    const callIds = newCallIds(1).concat(
      Array.from({ length: 285_000 }, () => '123456789012345678'),
    );
    const { status, body } = await post('/audits', { callIds });
    expect(status).toBe(413);
    expect(Array.isArray(body.errors)).toBe(true);
  }, 60_000);

  it('pauses and resumes on request', async () => {
    const { body } = await startAudit(newCallIds(3_000));
    const paused = await post<AuditAnswer>(`/audits/${body.auditId}/pause`);
    expect([paused.status, paused.body.status]).toEqual([200, 'paused']);
    const resumed = await post<AuditAnswer>(`/audits/${body.auditId}/resume`);
    expect(resumed.body.status).toBe('running');
    const done = await audit(body.auditId);
    expect([done.status, sum(done.totals)]).toEqual(['completed', 3_000]);
  }, 180_000);

  it('lists audits, newest first', async () => {
    const { body } = await startAudit(newCallIds(1));
    const list = await get<{ audits: AuditAnswer[] }>('/audits');
    expect(list.status).toBe(200);
    expect(list.body.audits.map(({ auditId }) => auditId)).toContain(body.auditId);
  });
});

describe('a call ID of 20 digits', () => {
  it('comes back byte for byte from every door', async () => {
    const callIds = ['00000000000000000042', `99${newCallIds(1)[0]}`];
    await setKnown(callIds, true);
    const checked = await post<{ callAccessList: { callId: string }[] }>('/v2/calls/users-access', {
      filter: { callIds },
    });
    expect(checked.body.callAccessList.map(({ callId }) => callId)).toEqual(callIds);
    const { body } = await startAudit(callIds);
    await audit(body.auditId);
    const seen = await observations(body.auditId);
    expect(seen.map(({ callId }) => callId).sort()).toEqual([...callIds].sort());
    for (const callId of callIds) {
      const access = await get<{ callId: string }>(`/calls/${callId}/access`);
      const history = await get<{ callId: string }>(`/calls/${callId}/history`);
      expect([access.body.callId, history.body.callId]).toEqual([callId, callId]);
    }
  }, 60_000);
});

import { createHash } from 'node:crypto';
import { get } from './api';
import { audit, startAudit } from './audits';
import { changeCall, newCallIds, setKnown } from './gong';

const user = '99887766554433221100';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Change {
  readonly change: string;
  readonly callId: string;
  readonly userId: string;
  readonly observedAt: string;
}

/** Two audits of the same calls; between them the user gets access to the first one. */
async function auditTwice() {
  const callIds = newCallIds(3);
  await setKnown(callIds, true);
  const [callId = ''] = callIds;
  const before = await startAudit(callIds);
  await audit(before.body.auditId);
  const between = new Date().toISOString();
  await changeCall(callId, { grant: [user] });
  const after = await startAudit(callIds);
  await audit(after.body.auditId);
  return { callId, callIds, between, base: before.body.auditId, other: after.body.auditId };
}

describe('what changed between two audits', () => {
  let seen: Awaited<ReturnType<typeof auditTwice>>;
  beforeAll(async () => {
    seen = await auditTwice();
  }, 60_000);

  it('is found by the second audit', async () => {
    const { body } = await get<{ changes: Change[] }>(`/audits/${seen.other}/changes`);
    expect(body.changes).toEqual([
      expect.objectContaining({ change: 'granted', callId: seen.callId, userId: user }),
    ]);
  });

  it('shows when the two are compared', async () => {
    const { body } = await get<{ differences: { callId: string; granted: unknown }[] }>(
      `/audits/${seen.base}/compare?with=${seen.other}`,
    );
    expect(body.differences).toEqual([
      expect.objectContaining({ callId: seen.callId, granted: [{ userId: user }], revoked: [] }),
    ]);
  });

  it("shows among the user's calls now, and not before", async () => {
    const now = await callsOfUser('');
    expect(now).toContain(seen.callId);
    expect(await callsOfUser(`at=${seen.between}`)).not.toContain(seen.callId);
  });

  it('shows in the access as of a moment', async () => {
    const path = `/calls/${seen.callId}/access`;
    const then = await get<{ users: { userId: string }[] }>(`${path}?at=${seen.between}`);
    expect(then.body.users).not.toContainEqual({ userId: user });
    const now = await get<{ users: { userId: string }[] }>(path);
    expect(now.body.users).toContainEqual({ userId: user });
    const before = await get<{ outcome: string }>(`${path}?at=2020-01-01T00:00:00Z`);
    expect(before.body.outcome).toBe('not-observed');
  });

  it('is proven by evidence whose hashes match the manifest', async () => {
    const { body } = await get<Evidence>(`/audits/${seen.other}/evidence`);
    const hashes = body.parts.map(sha256);
    expect(body.manifest.parts.map((part) => part.sha256)).toEqual(hashes);
    expect(body.manifest.rootHash).toBe(sha256(hashes.join('\n')));
    expect(body.manifest.complete).toBe(true);
    expect(body.parts.join()).toContain(user);
  });

  it('comes into the feed, once it has settled', async () => {
    const found = await get<{ changes: Change[]; cursor: string }>(
      `/changes?since=${seen.between}`,
    );
    expect(found.status).toBe(200);
    expect(found.body.cursor).toEqual(expect.any(String));
  });
});

interface Evidence {
  readonly parts: string[];
  readonly manifest: {
    readonly complete: boolean;
    readonly rootHash: string;
    readonly parts: { readonly sha256: string }[];
  };
}

async function callsOfUser(query: string): Promise<string[]> {
  const calls: string[] = [];
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? query : `${query}&cursor=${cursor}`;
    const { body } = await get<{ calls: { callId: string }[]; cursor?: string }>(
      `/users/${user}/calls?${from}`,
    );
    calls.push(...body.calls.map(({ callId }) => callId));
    cursor = body.cursor;
  } while (cursor !== undefined);
  return calls;
}

import type { AuditShape, ChangeShape, ObservationShape } from '../../../cli/api/shapes';

/** Made-up audits of any size: the same for the same size, and unlike anything real. */

export const auditId = '0b9f0c62-7d55-4f0e-9a51-3f6d5a1c2f10';
const coverage = 'api-granted-individual-access';
const start = Date.parse('2026-03-31T08:00:00.000Z');
const day = 86_400_000;

const iso = (ms: number) => new Date(ms).toISOString();

/** A stream of numbers between 0 and 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const callIdOf = (i: number) =>
  String(7_700_000_000_000_000_000n + BigInt(i) * 82_342_274_025_937n);
const userIdOf = (i: number) => String(234_599_484_848_000 + i * 423);

/** Most calls have few users, some many; some have no answer. */
export function observations(calls: number, users = 400): ObservationShape[] {
  const next = numbers(7);
  return Array.from({ length: calls }, (_, i) => {
    const chunk = Math.floor(i / 100);
    const about = {
      callId: callIdOf(i),
      observedAt: iso(start + chunk * 360 + 120),
      requestId: `4al018gzaztcr8${chunk.toString(36).padStart(5, '0')}`,
    };
    const roll = next();
    if (roll < 0.001)
      return { callId: about.callId, outcome: 'failed', users: [], reason: 'gong-unavailable' };
    if (roll < 0.003) return { ...about, outcome: 'not-found', users: [] };
    if (roll < 0.006) return { ...about, outcome: 'not-returned', users: [] };
    if (roll < 0.45) return { ...about, outcome: 'none', users: [] };
    return { ...about, outcome: 'granted', users: someUsers(next, users) };
  });
}

function someUsers(next: () => number, users: number) {
  const many = next() < 0.0005 ? 60 + next() * 300 : 1 + 4 * next() ** 3;
  const chosen = new Set<number>();
  // Squared: some users have access to far more calls than others.
  for (let i = 0; i < many; i++) chosen.add(Math.floor(next() ** 2 * users));
  return [...chosen].map((user) => ({ userId: userIdOf(user) }));
}

function totalsOf(list: readonly ObservationShape[]) {
  const of = (outcome: string) => list.filter((one) => one.outcome === outcome).length;
  return {
    granted: of('granted'),
    none: of('none'),
    notReturned: of('not-returned'),
    notFound: of('not-found'),
    failed: of('failed'),
  };
}

export function endedAudit(
  list: readonly ObservationShape[],
  more: Partial<AuditShape> = {},
): AuditShape {
  const totals = totalsOf(list);
  return {
    auditId,
    status: totals.failed > 0 ? 'completed-with-gaps' : 'completed',
    label: 'Quarterly review, Q1 2026',
    requestedBy: 'arn:aws:sts::123456789012:assumed-role/Auditor/j.doe',
    requested: list.length,
    duplicates: 3,
    totals,
    progress: 1,
    createdAt: iso(start),
    completedAt: iso(start + Math.ceil(list.length / 100) * 360 + 900),
    coverage,
    ...more,
  };
}

/** Earlier audits of the same list, a week apart, newest first; the given one is in front. */
export function series(newest: AuditShape, length: number): AuditShape[] {
  const next = numbers(11);
  const { granted, none } = newest.totals;
  return Array.from({ length }, (_, i) => {
    if (i === 0) return newest;
    const fewer = Math.round(granted * Math.min(0.6, i * 0.03 + next() * 0.02));
    return {
      ...newest,
      auditId: `${newest.auditId.slice(0, -2)}${String(i).padStart(2, '0')}`,
      createdAt: iso(Date.parse(newest.createdAt) - i * 7 * day),
      completedAt: iso(Date.parse(newest.createdAt) - i * 7 * day + 600_000),
      totals: { ...newest.totals, granted: granted - fewer, none: none + fewer },
    };
  });
}

export function changes(list: readonly ObservationShape[], length: number): ChangeShape[] {
  const granted = list.filter(({ users }) => users.length > 0);
  return Array.from({ length: Math.min(length, granted.length) }, (_, i) => {
    const { callId = '', users = [], observedAt = '' } = granted[i] ?? {};
    return {
      change: i % 3 === 2 ? 'revoked' : 'granted',
      callId,
      userId: i % 3 === 2 ? userIdOf(900 + i) : (users[0]?.userId ?? ''),
      observedAt,
      previousObservedAt: iso(Date.parse(observedAt) - 7 * day),
      auditId,
    };
  });
}

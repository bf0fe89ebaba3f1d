import type { AuditShape, ObservationShape } from '../../../cli/api/shapes';
import { changes, endedAudit, observations, series } from './made-up';
import { reportReplies } from './report-api';
import type { Reply, Seen } from './scripted-api';

/** A small stack with a past, for the examples of docs/cli.md. */

const coverage = 'api-granted-individual-access';
const callId = '7782342274025937895';
const users = [{ userId: '234599484848423' }, { userId: '7310265298841250417' }];
const observedAt = '2026-03-31T08:00:00.120Z';
const requestId = '4al018gzaztcr8nbukw';

const list: ObservationShape[] = observations(30_000).map((one) =>
  one.outcome === 'failed'
    ? { callId: one.callId, outcome: 'not-found', users: [], observedAt, requestId }
    : one,
);
const audit = endedAudit(list, { label: 'Quarterly review' });
const none = { granted: 0, none: 0, notReturned: 0, notFound: 0, failed: 0 };
const { completedAt: _, ...open } = audit;
const accepted: AuditShape = { ...open, status: 'accepted', totals: none, progress: 0 };
const started: AuditShape = { ...accepted, eta: '2026-03-31T08:01:40.000Z' };

const audits = series(audit, 3);
const report = reportReplies({ audits, observations: list, changes: changes(list, 6) });

const access = {
  callId,
  outcome: 'granted',
  users,
  observedAt,
  unchangedSince: '2026-01-31T09:30:00.480Z',
  requestId,
  coverage,
};

const history = {
  callId,
  versions: [
    {
      outcome: 'none',
      users: [],
      observedAt: '2025-12-31T09:30:00.110Z',
      lastObservedAt: '2025-12-31T09:30:00.110Z',
      auditId: 'a',
      requestId,
    },
    {
      outcome: 'granted',
      users,
      observedAt: access.unchangedSince,
      lastObservedAt: observedAt,
      auditId: 'b',
      requestId,
    },
  ],
  grants: users.map(({ userId }) => ({
    userId,
    notBefore: '2025-12-31T09:30:00.110Z',
    firstObservedAt: access.unchangedSince,
    lastObservedAt: observedAt,
  })),
  coverage,
};

const quota = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  dayStart: '2026-03-31T00:00:00.000Z',
  dayEnd: '2026-04-01T00:00:00.000Z',
  spent: 312,
  reserved: { interactive: 1_000, others: 1_000 },
  left: { interactive: 8_688, bulk: 7_688 },
  guardMs: 25,
  chunkSize: 100,
  breaker: { state: 'closed' },
};

const differences = [
  { callId, granted: [users[1]], revoked: [], outcome: undefined },
  {
    callId: '7782342274025937896',
    granted: [],
    revoked: [users[0]],
    outcome: { base: 'granted', with: 'none' },
  },
  { callId: '7782342274025937897', onlyIn: 'with' },
];

function checkedNow(): Reply {
  const known = [
    { callId, users },
    { callId: '7782342274025937896', users: [] },
  ];
  const outcomes = [{ callId: '7782342274025937897', outcome: 'not-found' }];
  return {
    body: { requestId, callAccessList: known, coverage, observedAt, duplicates: 0, outcomes },
  };
}

/** As `checkedNow`, for `doctor`, which wants an answer of now. */
const probed = (): Reply => ({
  body: {
    requestId,
    callAccessList: [],
    coverage,
    observedAt: new Date().toISOString(),
    duplicates: 0,
  },
});

export function docsReplies(seen: Seen): Reply | undefined {
  const { method, path, query, body } = seen;
  if (path === '/v2/calls/users-access') return body.includes(callId) ? checkedNow() : probed();
  if (method === 'POST' && query.has('dryRun') && body.includes('fromDateTime')) {
    const perThousandCalls = { listingRequests: 10, requests: 10, shareOfDay: 0.002 };
    return { body: { dryRun: true, perThousandCalls } };
  }
  if (method === 'POST' && query.has('dryRun')) {
    return {
      body: {
        dryRun: true,
        requested: 30_000,
        duplicates: 3,
        requests: 300,
        shareOfDay: 0.03,
        eta: started.eta,
      },
    };
  }
  if (path === '/audits' && method === 'POST') return { status: 202, body: started };
  if (path.endsWith('/cancel'))
    return { body: { ...audit, status: 'cancelled', totals: { ...none, failed: 30_000 } } };
  if (path.endsWith('/pause'))
    return { body: { ...accepted, status: 'paused', pauseReason: 'requested' } };
  if (path.endsWith('/resume')) return { body: started };
  if (path === `/calls/${callId}/access`) return { body: atMoment(query.get('at')) };
  if (path === `/calls/${callId}/history`) return { body: history };
  if (path === '/users/234599484848423/calls')
    return { body: { calls: [{ callId, unchangedSince: access.unchangedSince }] } };
  if (path === '/changes')
    return { body: { changes: changes(list, 3), cursor: 'later', more: false } };
  if (path.endsWith('/compare')) return { body: { differences } };
  return path === '/quota' ? { body: quota } : report(seen);
}

const atMoment = (at: string | null) =>
  at === null ? access : { ...access, at, observedSecondsBefore: 57_600 };

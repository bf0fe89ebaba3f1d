import { callsPerChunk, digest, type RequestAuditDeps, requestAudit } from './request-audit';

/** A call that is to be audited at a later moment. */
export interface DueCall {
  readonly callId: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** When Gong announced the call. */
  readonly announcedAt: number;
  /** What asked for it: the same cause and moment is the same entry. */
  readonly cause: string;
}

/** A stretch of time whose due calls are being started: from `from`, before `to`. */
export interface DueRound {
  readonly from: number;
  readonly to?: number;
}

export interface DueCallStore {
  /** May be repeated. */
  putDue(calls: readonly DueCall[]): Promise<void>;
  due(round: Required<DueRound>): Promise<DueCall[]>;
  /** How far due calls were started, and the stretch under way, if a sweep was cut off. */
  round(): Promise<DueRound | undefined>;
  /** Replaces the round if nobody has; tells whether it did. */
  moveRound(before: DueRound | undefined, after: DueRound): Promise<boolean>;
}

export interface StartDueDeps extends RequestAuditDeps {
  readonly dueCalls: DueCallStore;
}

/** Calls noted a moment ago by another clock must not fall into a stretch that is done with. Milliseconds. */
const settleMs = 5_000;
/** A stack without a round yet has nothing that is older. */
const firstLookBackMs = 24 * 3_600_000;
/** Without due calls the round is moved only this often: it costs a write. */
const idleMs = 3_600_000;
const requestedByDue = 'gong-webhook';

/**
 * Starts one audit of all calls that have come due since the last time. Its stretch of time is stored before, so that
 * a sweep that was cut off is repeated with the same calls and finds the same audit.
 * @returns calls started
 */
export async function startDueCalls(deps: StartDueDeps): Promise<number> {
  const now = deps.clock();
  const stored = await deps.dueCalls.round();
  const from = stored?.from ?? now - firstLookBackMs;
  const to = stored?.to ?? now - settleMs;
  if (to <= from) return 0;
  const calls = await deps.dueCalls.due({ from, to });
  if (calls.length === 0) {
    const isOver = !stored || stored.to !== undefined || to - from > idleMs;
    if (isOver) await deps.dueCalls.moveRound(stored, { from: to });
    return 0;
  }
  const underWay = { from, to };
  if (stored?.to === undefined && !(await deps.dueCalls.moveRound(stored, underWay))) return 0;
  await startAudit(deps, calls, underWay);
  await deps.dueCalls.moveRound(underWay, { from: to });
  return calls.length;
}

async function startAudit(
  deps: StartDueDeps,
  calls: readonly DueCall[],
  { from, to }: Required<DueRound>,
): Promise<void> {
  await requestAudit(deps, {
    callIds: calls.map(({ callId }) => callId),
    label: 'Calls announced by Gong',
    priority: calls.length > callsPerChunk ? 'bulk' : 'event',
    requestedBy: requestedByDue,
    idempotencyKey: digest(`${from} ${to}`),
    announcedAt: Math.max(...calls.map(({ announcedAt }) => announcedAt)),
  });
}

import * as v from 'valibot';
import type { Audit } from './audit';
import type { AuditSource, Window } from './audit-source';
import { InvalidInput } from './errors';
import { type RequestListedAuditDeps, requestListedAudit } from './request-listed-audit';

const dayMs = 24 * 3_600_000;

/** What a schedule hands over; EventBridge Scheduler fills in the moment that it was due. */
const scheduledInput = v.strictObject({
  schedule: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  scheduledAt: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => Date.parse(text)),
  ),
  audit: v.union([
    v.strictObject({ callsOfLastDays: v.pipe(v.number(), v.minValue(1 / 24), v.maxValue(3_660)) }),
    v.strictObject({ knownCalls: v.literal(true) }),
  ]),
  workspaceId: v.optional(v.string()),
  label: v.optional(v.pipe(v.string(), v.maxLength(200))),
});

export type ScheduledInput = v.InferOutput<typeof scheduledInput>;

export interface ScheduleStore {
  /** End of the last window that a schedule has started, milliseconds since 1970. */
  lastEnd(schedule: string): Promise<number | undefined>;
  /** Moves it forward; an earlier moment changes nothing. */
  moveEnd(schedule: string, end: number): Promise<void>;
}

export interface ScheduleDeps extends RequestListedAuditDeps {
  readonly schedules: ScheduleStore;
}

/** @throws InvalidInput */
export function parseScheduled(input: unknown): ScheduledInput {
  const parsed = v.safeParse(scheduledInput, input);
  if (parsed.success) return parsed.output;
  const field = v.getDotPath(parsed.issues[0]) ?? 'input';
  throw new InvalidInput('the input does not match its schema', field);
}

/**
 * The windows to audit: the one that the schedule is due for and, if it was skipped before and the windows do not
 * overlap, the one that nobody has looked at.
 * @param lastEnd of the last window that was started
 */
export function windowsOf(
  days: number,
  scheduledAt: number,
  lastEnd: number | undefined,
): Window[] {
  const from = scheduledAt - days * dayMs;
  const regular = { from, to: scheduledAt };
  return lastEnd !== undefined && lastEnd < from
    ? [{ from: lastEnd, to: from }, regular]
    : [regular];
}

/**
 * Starts what a schedule is due for. The moment comes from the schedule, never from a clock here, and makes the audit's
 * ID: fired twice is one audit.
 */
export async function startScheduled(deps: ScheduleDeps, input: ScheduledInput): Promise<Audit[]> {
  const { schedule, scheduledAt, audit } = input;
  if ('knownCalls' in audit) return [await start(deps, input, { kind: 'known' })];
  const lastEnd = await deps.schedules.lastEnd(schedule);
  const audits: Audit[] = [];
  for (const window of windowsOf(audit.callsOfLastDays, scheduledAt, lastEnd)) {
    audits.push(await start(deps, input, sourceOf(input, window)));
  }
  await deps.schedules.moveEnd(schedule, scheduledAt);
  return audits;
}

const sourceOf = ({ workspaceId }: ScheduledInput, window: Window): AuditSource => ({
  kind: 'calls',
  ...window,
  ...(workspaceId === undefined ? {} : { workspaceId }),
});

function start(deps: ScheduleDeps, input: ScheduledInput, source: AuditSource): Promise<Audit> {
  const { schedule, scheduledAt, label = schedule } = input;
  const window = source.kind === 'calls' ? `${source.from}-${source.to}` : `${scheduledAt}`;
  return requestListedAudit(deps, {
    source,
    label,
    priority: 'bulk',
    requestedBy: `schedule:${schedule}`,
    idempotencyKey: window,
  });
}

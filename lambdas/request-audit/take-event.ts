import { requestedDetail } from '../api/audit-order';
import { reportSuffix } from '../domain/call-list';
import { Conflict, type DomainError, InvalidInput, TooManyCalls } from '../domain/errors';
import { type RejectDeps, rejectAudit } from '../domain/reject-audit';
import { digest } from '../domain/request-audit';
import { parseInput } from '../runtime/parse-input';
import type { AuditRequested, ObjectCreated } from './event-shapes';
import { type TakeOrderDeps, takeOrder } from './take-order';

export interface TakeEventDeps extends TakeOrderDeps, RejectDeps {}

/**
 * `Audit Requested` on the bus. The event's ID makes the audit's: delivered twice is one audit. What is not valid is
 * rejected by an event; trying it again would change nothing.
 * @returns the audit's ID; `undefined` if it was rejected
 */
export async function takeAuditRequested(
  deps: TakeEventDeps,
  event: AuditRequested,
): Promise<string | undefined> {
  const requestedBy = `event:${event.source}`.slice(0, 200);
  const asked = { requestId: event.id, requestedBy, ...tokenIn(event.detail) };
  try {
    const order = parseInput(requestedDetail, event.detail ?? {}, 'detail');
    const by = { requestedBy, priority: 'event', idempotencyKey: event.id } as const;
    const { auditId } = await takeOrder(deps, order, by);
    await noteTask(deps, auditId, order.taskToken);
    return auditId;
  } catch (error) {
    if (!isRejection(error)) throw error;
    await rejectAudit(deps, asked, error);
    return undefined;
  }
}

/** A list of calls that was put under the prefix of lists. A report is not one. */
export async function takeObjectCreated(
  deps: TakeEventDeps,
  { id, detail }: ObjectCreated,
): Promise<string | undefined> {
  const { bucket, object } = detail;
  if (object.key.endsWith(reportSuffix)) return undefined;
  const order = { list: { bucket: bucket.name, key: object.key }, label: labelOf(object.key) };
  const by = { requestedBy: `s3:${bucket.name}`, priority: 'bulk', idempotencyKey: id } as const;
  return (await takeOrder(deps, order, by)).auditId;
}

/** Notes who waits for an audit. The audit is there first: a task without one would wait for ever. */
export async function noteTask(
  deps: Pick<TakeEventDeps, 'tasks' | 'clock'>,
  auditId: string,
  taskToken: string | undefined,
): Promise<void> {
  if (taskToken === undefined) return;
  const notedAt = deps.clock();
  await deps.tasks.noteTask({ taskId: digest(taskToken), taskToken, auditId, notedAt });
}

const isRejection = (error: unknown): error is DomainError =>
  [InvalidInput, TooManyCalls, Conflict].some((kind) => error instanceof kind);

/** A state machine is to be told of a rejection too, whatever else is wrong. */
function tokenIn(detail: unknown): { taskToken?: string } {
  if (typeof detail !== 'object' || detail === null || !('taskToken' in detail)) return {};
  const { taskToken } = detail;
  return typeof taskToken === 'string' && taskToken.length <= 2_048 ? { taskToken } : {};
}

/** Printable and short enough, whatever an object is called. */
const labelOf = (key: string): string => `List ${key.replace(/[^\x20-\x7e]/g, '?').slice(-190)}`;

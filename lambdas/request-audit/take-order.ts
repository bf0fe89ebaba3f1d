import type { AuditOrder } from '../api/audit-order';
import type { Audit, Priority } from '../domain/audit';
import type { AuditSource } from '../domain/audit-source';
import { type RequestAuditDeps, requestAudit } from '../domain/request-audit';
import { type RequestListedAuditDeps, requestListedAudit } from '../domain/request-listed-audit';

export interface TakeOrderDeps extends RequestAuditDeps, RequestListedAuditDeps {}

export interface OrderedBy {
  readonly requestedBy: string;
  readonly priority: Priority;
  readonly idempotencyKey?: string | undefined;
}

/** Makes an ordered audit durable, wherever the order came from. */
export function takeOrder(
  deps: TakeOrderDeps,
  order: AuditOrder,
  { requestedBy, priority, idempotencyKey }: OrderedBy,
): Promise<Audit> {
  const about = {
    requestedBy,
    priority,
    ...(order.label === undefined ? {} : { label: order.label }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
  const source = sourceOf(order);
  return source
    ? requestListedAudit(deps, { ...about, source })
    : requestAudit(deps, { ...about, callIds: order.callIds ?? [] });
}

/** Where the calls are to be looked for; `undefined` if the order names them. */
export function sourceOf({ calls, list, known }: AuditOrder): AuditSource | undefined {
  if (known) return { kind: 'known' };
  if (list) return { kind: 'list', bucket: list.bucket, key: list.key };
  if (!calls) return undefined;
  const { fromDateTime: from, toDateTime: to, workspaceId } = calls;
  return { kind: 'calls', from, to, ...(workspaceId === undefined ? {} : { workspaceId }) };
}

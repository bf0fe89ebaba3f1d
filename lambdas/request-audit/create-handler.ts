import { cancelRoute, pauseRoute, postAudit, resumeRoute } from '../api/audit-requests';
import {
  type ControlAuditDeps,
  cancelAudit,
  pauseByRequest,
  resumeByRequest,
} from '../domain/control-audit';
import { viewOf } from '../domain/read-audit';
import { bind, type HttpRequest, httpHandler } from '../runtime/http';
import type { HttpAnswer } from '../runtime/http-answer';
import type { Tools } from '../runtime/tools';
import { type EstimateDeps, estimateAudit, estimateListed } from './estimate';
import { sourceOf, type TakeOrderDeps, takeOrder } from './take-order';

export interface AuditRoutesDeps extends TakeOrderDeps, ControlAuditDeps, EstimateDeps {}

export const createHandler = (deps: AuditRoutesDeps, tools: Tools) =>
  httpHandler(
    [
      bind(postAudit, (request) => takeIn(deps, tools, request)),
      bind(cancelRoute, async ({ path }) => ok(await cancelAudit(deps, path.auditId))),
      bind(pauseRoute, async ({ path }) => ok(await pauseByRequest(deps, path.auditId))),
      bind(resumeRoute, async ({ path }) => ok(await resumeByRequest(deps, path.auditId))),
    ],
    tools,
  );

async function takeIn(
  deps: AuditRoutesDeps,
  { meter }: Tools,
  { body, headers, query, caller }: HttpRequest<typeof postAudit>,
): Promise<HttpAnswer> {
  if (query.dryRun === 'true') {
    return ok(
      await (sourceOf(body) ? estimateListed(deps, body) : estimateAudit(deps, body.callIds ?? [])),
    );
  }
  const idempotencyKey = headers['idempotency-key'];
  const by = { requestedBy: caller, priority: 'bulk', idempotencyKey } as const;
  const audit = await takeOrder(deps, body, by);
  meter.add('AuditsAccepted', 1);
  const location = `/audits/${audit.auditId}`;
  return { status: 202, headers: { location }, body: await viewOf(deps, audit) };
}

const ok = (body: unknown): HttpAnswer => ({ status: 200, body });

import { cancelRoute, pauseRoute, postAudit, resumeRoute } from '../api/audit-requests';
import {
  type ControlAuditDeps,
  cancelAudit,
  pauseByRequest,
  resumeByRequest,
} from '../domain/control-audit';
import { viewOf } from '../domain/read-audit';
import { type RequestAuditDeps, requestAudit } from '../domain/request-audit';
import { bind, type HttpRequest, httpHandler } from '../runtime/http';
import type { HttpAnswer } from '../runtime/http-answer';
import type { Tools } from '../runtime/tools';
import { type EstimateDeps, estimateAudit } from './estimate';

export interface AuditRoutesDeps extends RequestAuditDeps, ControlAuditDeps, EstimateDeps {}

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
  if (query.dryRun === 'true') return ok(await estimateAudit(deps, body.callIds));
  const idempotencyKey = headers['idempotency-key'];
  const audit = await requestAudit(deps, {
    callIds: body.callIds,
    priority: 'bulk',
    requestedBy: caller,
    ...(body.label === undefined ? {} : { label: body.label }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });
  meter.add('AuditsAccepted', 1);
  const location = `/audits/${audit.auditId}`;
  return { status: 202, headers: { location }, body: await viewOf(deps, audit) };
}

const ok = (body: unknown): HttpAnswer => ({ status: 200, body });

import { getAudit, getAudits, getObservations } from '../api/audit-reading';
import { getAccess, getHistory } from '../api/call-reading';
import { openApi } from '../api/openapi';
import { getOpenApi, getQuota } from '../api/service-reading';
import type { ReadAccessDeps } from '../domain/read-access';
import { accessAt, accessNow } from '../domain/read-access';
import { listAudits, type ReadAuditDeps, readAudit } from '../domain/read-audit';
import { callHistory } from '../domain/read-history';
import { type ReadObservationsDeps, readObservations } from '../domain/read-observations';
import { bind, httpHandler } from '../runtime/http';
import type { HttpAnswer } from '../runtime/http-answer';
import type { Tools } from '../runtime/tools';
import { type QuotaDeps, quotaView } from './quota';

export interface ReadLedgerDeps
  extends ReadAuditDeps,
    ReadObservationsDeps,
    ReadAccessDeps,
    QuotaDeps {}

const auditsAPage = 25;

export const createHandler = (deps: ReadLedgerDeps, tools: Tools) =>
  httpHandler(
    [
      bind(getAudits, async ({ query: { limit = auditsAPage, cursor } }) =>
        ok(await listAudits(deps, { limit, ...(cursor === undefined ? {} : { cursor }) })),
      ),
      bind(getAudit, async ({ path }) => ok(await readAudit(deps, path.auditId))),
      bind(getObservations, async ({ path, query: { cursor } }) =>
        ok(await readObservations(deps, path.auditId, cursor === undefined ? {} : { cursor })),
      ),
      bind(getAccess, async ({ path: { callId }, query: { at } }) =>
        ok(await (at === undefined ? accessNow(deps, callId) : accessAt(deps, callId, at))),
      ),
      bind(getHistory, async ({ path }) => ok(await callHistory(deps, path.callId))),
      bind(getQuota, async () => ok(await quotaView(deps))),
      bind(getOpenApi, async () => ok(openApi())),
    ],
    tools,
  );

const ok = (body: unknown): HttpAnswer => ({ status: 200, body });

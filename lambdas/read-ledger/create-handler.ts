import { getAudit, getAudits, getObservations } from '../api/audit-reading';
import { getAccess, getHistory } from '../api/call-reading';
import { getChanges, getUserCalls } from '../api/change-reading';
import { getAuditChanges, getComparison, getEvidence } from '../api/evidence-reading';
import { openApi } from '../api/openapi';
import { getOpenApi, getQuota } from '../api/service-reading';
import { compareAudits } from '../domain/compare-audits';
import { exportEvidence } from '../domain/export-evidence';
import type { ManifestDeps } from '../domain/manifest';
import type { ReadAccessDeps } from '../domain/read-access';
import { accessAt, accessNow } from '../domain/read-access';
import { listAudits, type ReadAuditDeps, readAudit } from '../domain/read-audit';
import { auditChanges, changesSince, type ReadChangesDeps } from '../domain/read-changes';
import { callHistory } from '../domain/read-history';
import { readObservations } from '../domain/read-observations';
import { type UserCallsDeps, userCalls } from '../domain/read-user-calls';
import { bind, httpHandler } from '../runtime/http';
import type { HttpAnswer } from '../runtime/http-answer';
import { logCodes } from '../runtime/log-codes';
import type { Tools } from '../runtime/tools';
import { type QuotaDeps, quotaView } from './quota';

export interface ReadLedgerDeps
  extends ReadAuditDeps,
    ReadAccessDeps,
    ReadChangesDeps,
    UserCallsDeps,
    ManifestDeps,
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
        ok(await readObservations(deps, path.auditId, from(cursor))),
      ),
      bind(getAuditChanges, async ({ path, query: { cursor } }) =>
        ok(await auditChanges(deps, path.auditId, from(cursor))),
      ),
      bind(getComparison, async ({ path, query: { with: other, cursor } }) =>
        ok(await compareAudits(deps, path.auditId, other, from(cursor))),
      ),
      bind(getEvidence, async ({ path: { auditId }, query: { cursor }, caller }) => {
        tools.log.info(logCodes.evidenceRead, { auditId, requestedBy: caller });
        return ok(await exportEvidence(deps, auditId, from(cursor)));
      }),
      bind(getAccess, async ({ path: { callId }, query: { at } }) =>
        ok(await (at === undefined ? accessNow(deps, callId) : accessAt(deps, callId, at))),
      ),
      bind(getHistory, async ({ path, query: { cursor } }) =>
        ok(await callHistory(deps, path.callId, from(cursor))),
      ),
      bind(getUserCalls, async ({ path: { userId }, query: { at, cursor } }) =>
        ok(await userCalls(deps, userId, { ...from(cursor), ...(at === undefined ? {} : { at }) })),
      ),
      bind(getChanges, async ({ query: { since, cursor } }) =>
        ok(await changesSince(deps, { since, ...from(cursor) })),
      ),
      bind(getQuota, async () => ok(await quotaView(deps))),
      bind(getOpenApi, async () => ok(openApi())),
    ],
    tools,
  );

/** A page's start. */
const from = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

const ok = (body: unknown): HttpAnswer => ({ status: 200, body });

import { getAudit, getAudits, getObservations } from './audit-reading';
import { cancelRoute, pauseRoute, postAudit, resumeRoute } from './audit-requests';
import { getAccess, getHistory } from './call-reading';
import { getChanges, getUserCalls } from './change-reading';
import { getAuditChanges, getComparison, getEvidence } from './evidence-reading';
import type { Route } from './route';
import { getOpenApi, getQuota } from './service-reading';
import { usersAccess } from './users-access';
import { gongWebhook } from './webhook';

/** The whole API, in the order of the document. */
export const routes: readonly Route[] = [
  usersAccess,
  postAudit,
  getAudits,
  getAudit,
  getObservations,
  getAuditChanges,
  getComparison,
  getEvidence,
  cancelRoute,
  pauseRoute,
  resumeRoute,
  getAccess,
  getHistory,
  getUserCalls,
  getChanges,
  getQuota,
  getOpenApi,
  gongWebhook,
];

import { getAudit, getAudits, getObservations } from './audit-reading';
import { cancelRoute, pauseRoute, postAudit, resumeRoute } from './audit-requests';
import { getAccess, getHistory } from './call-reading';
import type { Route } from './route';
import { getOpenApi, getQuota } from './service-reading';
import { usersAccess } from './users-access';

/** The whole API, in the order of the document. */
export const routes: readonly Route[] = [
  usersAccess,
  postAudit,
  getAudits,
  getAudit,
  getObservations,
  cancelRoute,
  pauseRoute,
  resumeRoute,
  getAccess,
  getHistory,
  getQuota,
  getOpenApi,
];

import type {
  AccessChanged,
  AuditRejected,
  AuditReported,
  CredentialsRejected,
} from './event-schemas';

/**
 * What the system announces on its bus (`source` below). Every event has an ID derived from its key,
 * so that a consumer recognises a repeated one.
 */
export const eventSource = 'gong-access-audit';

export type LedgerEvent =
  | { readonly detailType: 'Access Granted' | 'Access Revoked'; readonly detail: AccessChanged }
  | {
      readonly detailType: 'Audit Completed' | 'Audit Failed' | 'Audit Cancelled' | 'Audit Paused';
      readonly detail: AuditReported;
    }
  | { readonly detailType: 'Audit Rejected'; readonly detail: AuditRejected }
  | { readonly detailType: 'Gong Credentials Rejected'; readonly detail: CredentialsRejected };

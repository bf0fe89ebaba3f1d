import type { Audit, Totals } from './audit';

/**
 * What the system announces on its bus (`source` below). Every event has an ID derived from its key,
 * so that a consumer recognises a repeated one.
 */
export const eventSource = 'gong-access-audit';

interface EventBase {
  readonly schemaVersion: 1;
  readonly eventId: string;
  readonly coverage: string;
}

/** One call's access changed. A change of more than 1,000 users comes in several events (`part` of `parts`). */
export interface AccessChanged extends EventBase {
  readonly callId: string;
  readonly users: readonly { readonly userId: string }[];
  readonly version: number;
  /** ISO 8601 UTC. The change happened between the two. */
  readonly observedAt: string;
  readonly previousObservedAt: string;
  readonly auditId: string;
  readonly part: number;
  readonly parts: number;
  /** Path of the HTTP API with the call's access at that moment. */
  readonly link: string;
}

export interface AuditReported extends EventBase {
  readonly auditId: string;
  readonly status: Audit['status'];
  readonly label?: string;
  readonly requestedBy: string;
  readonly requested: number;
  readonly totals: Totals;
  readonly reason?: string;
  /** ISO 8601 UTC: when a paused audit resumes by itself. */
  readonly resumesAt?: string;
  readonly link: string;
}

export interface CredentialsRejected extends EventBase {
  readonly status: 401 | 403;
  readonly missingScope?: string;
  /** What to check, for a person. */
  readonly advice: string;
}

export type LedgerEvent =
  | { readonly detailType: 'Access Granted' | 'Access Revoked'; readonly detail: AccessChanged }
  | {
      readonly detailType: 'Audit Completed' | 'Audit Failed' | 'Audit Paused';
      readonly detail: AuditReported;
    }
  | { readonly detailType: 'Gong Credentials Rejected'; readonly detail: CredentialsRejected };

export type {
  AccessChanged,
  AuditRejected,
  AuditReported,
  CredentialsRejected,
  DetailType,
} from '../lambdas/domain/event-schemas';
export type { AuditSchedule } from './constructs/audit-schedules';
export { AuditWorkflow, type AuditWorkflowProps } from './constructs/audit-workflow';
export { FixedEgress, type FixedEgressProps } from './constructs/fixed-egress';
export type { Keeping } from './constructs/keeping';
export { listPrefix } from './constructs/list-bucket';
export type { SealArchive } from './constructs/seal-archive';
export { eventJsonSchemas } from './event-json-schemas';
export type { GongWebhook } from './functions/receive-webhook';
export { GongAccessAudit } from './gong-access-audit';
export type { GongAccessAuditProps } from './gong-access-audit-props';
export { GongAccessAuditStack, type GongAccessAuditStackProps } from './gong-access-audit-stack';
export type { GongLimits } from './gong-limits';
export {
  eventSource,
  type OnAccessChangedOptions,
  type OnEventOptions,
  type SystemMetric,
} from './integrations';

export type { Keeping } from './constructs/keeping';
export { GongAccessAudit, type GongAccessAuditProps } from './gong-access-audit';
export { GongAccessAuditStack, type GongAccessAuditStackProps } from './gong-access-audit-stack';
export type { GongLimits } from './gong-limits';

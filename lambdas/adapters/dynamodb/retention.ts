const dayMs = 24 * 3_600_000;

/** How long Gong's answers and the receipts of unchanged calls are kept, milliseconds; absent: for ever. */
export interface Retention {
  readonly keepMs?: number;
}

/** As a function's environment says it. */
export const retentionOf = (env: {
  readonly EVIDENCE_KEEP_DAYS?: number | undefined;
}): Retention =>
  env.EVIDENCE_KEEP_DAYS === undefined ? {} : { keepMs: env.EVIDENCE_KEEP_DAYS * dayMs };

/**
 * DynamoDB's time to live, seconds since 1970, for what was observed at a moment; nothing if it is kept for ever.
 * States, changes, audits and the calls they are about never carry one.
 */
export const expiry = ({ keepMs }: Retention, observedAt: number): { expiresAt?: number } =>
  keepMs === undefined ? {} : { expiresAt: Math.ceil((observedAt + keepMs) / 1_000) };

/** Parts go after the item that names them, though DynamoDB may take two days to let an item go. */
export const partExpiry = (retention: Retention, observedAt: number) =>
  expiry(retention, observedAt + 7 * dayMs);

/** Calls that one synchronous check may name: three requests to Gong, a second at its default limits. */
export const syncCalls = 300;

/** Calls that one audit may name: what fits a request's body. */
export const auditCalls = 200_000;

/** For whom a check cannot answer now, or not at once. */
export const byAudit = 'POST /audits takes up to 200,000 calls and waits for you';

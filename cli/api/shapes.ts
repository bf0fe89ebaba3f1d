import * as v from 'valibot';

/** The API's answers, as far as they are shown. Fields that a later version adds are let through. */

export const totals = v.object({
  granted: v.number(),
  none: v.number(),
  notReturned: v.number(),
  notFound: v.number(),
  failed: v.number(),
});
export type Totals = v.InferOutput<typeof totals>;

const source = v.looseObject({
  calls: v.optional(
    v.object({
      fromDateTime: v.string(),
      toDateTime: v.string(),
      workspaceId: v.optional(v.string()),
    }),
  ),
  list: v.optional(v.object({ bucket: v.string(), key: v.string() })),
});
export type SourceShape = v.InferOutput<typeof source>;

export const audit = v.looseObject({
  auditId: v.string(),
  status: v.string(),
  label: v.optional(v.string()),
  requestedBy: v.string(),
  source: v.optional(source),
  /** Its calls are not known yet: `requested` and `progress` are 0 until then. */
  listing: v.optional(v.boolean()),
  requested: v.number(),
  duplicates: v.number(),
  totals,
  progress: v.number(),
  eta: v.optional(v.string()),
  failureReason: v.optional(v.string()),
  pauseReason: v.optional(v.string()),
  resumesAt: v.optional(v.string()),
  createdAt: v.string(),
  completedAt: v.optional(v.string()),
  coverage: v.string(),
});
export type AuditShape = v.InferOutput<typeof audit>;

export const estimate = v.looseObject({
  requested: v.number(),
  duplicates: v.number(),
  requests: v.number(),
  shareOfDay: v.number(),
  eta: v.optional(v.string()),
});
export type EstimateShape = v.InferOutput<typeof estimate>;

/** Of calls that are yet to be listed: what is known beside the cost of a thousand is so about. */
export const listedEstimate = v.looseObject({
  requested: v.optional(v.number()),
  requests: v.optional(v.number()),
  shareOfDay: v.optional(v.number()),
  eta: v.optional(v.string()),
  perThousandCalls: v.object({
    listingRequests: v.number(),
    requests: v.number(),
    shareOfDay: v.number(),
  }),
});

const users = v.array(v.looseObject({ userId: v.string() }));

export const observation = v.looseObject({
  callId: v.string(),
  outcome: v.string(),
  users: v.optional(users, []),
  observedAt: v.optional(v.string()),
  requestId: v.optional(v.string()),
  reason: v.optional(v.string()),
});
export type ObservationShape = v.InferOutput<typeof observation>;

export const checked = v.looseObject({
  requestId: v.string(),
  callAccessList: v.array(v.looseObject({ callId: v.string(), users })),
  coverage: v.string(),
  observedAt: v.string(),
  duplicates: v.number(),
  outcomes: v.optional(
    v.array(
      v.looseObject({ callId: v.string(), outcome: v.string(), reason: v.optional(v.string()) }),
    ),
    [],
  ),
});
export type CheckedShape = v.InferOutput<typeof checked>;

export const access = v.looseObject({
  callId: v.string(),
  outcome: v.string(),
  users,
  observedAt: v.optional(v.string()),
  unchangedSince: v.optional(v.string()),
  at: v.optional(v.string()),
  observedSecondsBefore: v.optional(v.number()),
  nextChangeObservedAt: v.optional(v.string()),
  coverage: v.string(),
});
export type AccessShape = v.InferOutput<typeof access>;

export const history = v.looseObject({
  callId: v.string(),
  versions: v.array(
    v.looseObject({
      outcome: v.string(),
      users,
      observedAt: v.string(),
      lastObservedAt: v.string(),
      auditId: v.string(),
      late: v.optional(v.boolean()),
    }),
  ),
  grants: v.array(
    v.looseObject({
      userId: v.string(),
      notBefore: v.optional(v.string()),
      firstObservedAt: v.string(),
      lastObservedAt: v.string(),
      goneObservedAt: v.optional(v.string()),
    }),
  ),
  coverage: v.string(),
  cursor: v.optional(v.string()),
});
export type HistoryShape = v.InferOutput<typeof history>;

export const change = v.looseObject({
  change: v.picklist(['granted', 'revoked']),
  callId: v.string(),
  userId: v.string(),
  observedAt: v.string(),
  previousObservedAt: v.string(),
  auditId: v.string(),
});
export type ChangeShape = v.InferOutput<typeof change>;

export const quota = v.looseObject({
  requestsPerSecond: v.number(),
  requestsPerDay: v.number(),
  dayStart: v.string(),
  dayEnd: v.string(),
  spent: v.number(),
  reserved: v.object({ interactive: v.number(), others: v.number() }),
  left: v.object({ interactive: v.number(), bulk: v.number() }),
  guardMs: v.number(),
  chunkSize: v.number(),
  breaker: v.looseObject({
    state: v.string(),
    until: v.optional(v.string()),
    status: v.optional(v.number()),
    missingScope: v.optional(v.string()),
  }),
  pausedUntil: v.optional(v.string()),
  pauseReason: v.optional(v.string()),
});
export type QuotaShape = v.InferOutput<typeof quota>;

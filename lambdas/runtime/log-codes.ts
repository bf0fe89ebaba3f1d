/**
 * Every message that is logged. The text is the code: alarms, searches and the runbook depend on it, so it may
 * be added to but not reworded. What a line may carry beside it: `LogFields`.
 */
export const logCodes = {
  requestAnswered: 'REQUEST_ANSWERED',
  requestFailed: 'REQUEST_FAILED',
  batchEnded: 'BATCH_ENDED',
  messageReturned: 'MESSAGE_RETURNED',
  messageNotBegun: 'MESSAGE_NOT_BEGUN',
  sweepEnded: 'SWEEP_ENDED',
  eventTaken: 'EVENT_TAKEN',
  eventFailed: 'EVENT_FAILED',
  webhookTaken: 'WEBHOOK_TAKEN',
  evidenceRead: 'EVIDENCE_READ',
  evidenceSealed: 'EVIDENCE_SEALED',
} as const;

export type LogCode = (typeof logCodes)[keyof typeof logCodes];

/** All that may be logged: IDs, stable codes, numbers. Never a body, a header, a user, an error object or a secret. */
export interface LogFields {
  readonly requestId?: string;
  readonly messageId?: string;
  readonly auditId?: string;
  readonly callId?: string;
  readonly chunk?: number;
  readonly route?: string;
  readonly status?: number;
  readonly code?: string;
  readonly reason?: string;
  readonly field?: string;
  readonly durationMs?: number;
  readonly count?: number;
  readonly failed?: number;
  readonly attempt?: number;
  /** Audits that a sweep found, by what it found, and what it did. */
  readonly running?: number;
  readonly waiting?: number;
  readonly resumed?: number;
  readonly ended?: number;
  readonly sent?: number;
  readonly rounds?: number;
  readonly repaired?: number;
  /** Due calls started, listings sent again, answers to state machines. */
  readonly due?: number;
  readonly listings?: number;
  readonly answered?: number;
  readonly gone?: number;
  readonly unanswered?: number;
  readonly requestedBy?: string;
  /** Class of an unexpected error and where it was thrown, without its message. */
  readonly errorName?: string;
  readonly at?: readonly string[];
}

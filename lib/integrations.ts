import type { IRuleTarget, RuleProps } from 'aws-cdk-lib/aws-events';

/** Source of the events that the system announces. */
export const eventSource = 'gong-access-audit';

/** A rule of EventBridge, with its target: a topic, a queue, a function, another bus. */
export interface OnEventOptions extends Pick<RuleProps, 'ruleName' | 'description' | 'enabled'> {
  readonly target: IRuleTarget;
}

export interface OnAccessChangedOptions extends OnEventOptions {
  /** @default - both */
  readonly change?: 'granted' | 'revoked';
}

/** The system's own metrics; counts but for `DayBudgetUsedPercent`, `BreakerOpen` and `SecretAgeDays`, which are gauges. */
export type SystemMetric =
  | 'CallsChecked'
  | 'CallsGranted'
  | 'CallsNone'
  | 'CallsNotReturned'
  | 'CallsNotFound'
  | 'CallsFailed'
  | 'GongRequests'
  | 'GongRefusals'
  | 'BreakerOpen'
  | 'DayBudgetUsedPercent'
  | 'SecretAgeDays'
  | 'AuditsAccepted'
  | 'AuditsCompleted'
  | 'AuditsFailed'
  | 'AuditsCancelled'
  | 'AuditsPaused'
  | 'AuditsRejected'
  | 'AccessGranted'
  | 'AccessRevoked';

import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

export type MetricName =
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

/** Counters of one invocation. No dimension but the service: IDs of calls and users are personal data. */
export interface Meter {
  add(name: MetricName, value: number): void;
  /** Sets what is not a sum: of several values in one invocation the last counts. */
  gauge(name: MetricName, value: number): void;
  /** Writes the sums of what was added since the last flush. */
  flush(): void;
}

const metricNamespace = 'GongAccessAudit';

/** CloudWatch's embedded metric format on the standard output; the service comes from `POWERTOOLS_SERVICE_NAME`. */
export function createMeter(): Meter {
  const metrics = new Metrics({ namespace: metricNamespace });
  const sums = new Map<MetricName, number>();
  return {
    add: (name, value) => {
      sums.set(name, (sums.get(name) ?? 0) + value);
    },
    gauge: (name, value) => {
      sums.set(name, value);
    },
    flush: () => {
      // Powertools warns when there is nothing to publish.
      if (sums.size === 0) return;
      for (const [name, sum] of sums) metrics.addMetric(name, unitOf(name), sum);
      sums.clear();
      metrics.publishStoredMetrics();
    },
  };
}

const unitOf = (name: MetricName) =>
  name === 'DayBudgetUsedPercent' ? MetricUnit.Percent : MetricUnit.Count;

import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface AlarmsProps {
  readonly api: RestApi;
  readonly chunks: IQueue;
  readonly deadChunks: IQueue;
  readonly deadSweeps: IQueue;
  readonly deadListings: IQueue;
  /** Events and schedules that no audit came of. */
  readonly deadRequests: IQueue;
  /** Ends of audits whose evidence was not sealed. @default - evidence is not sealed */
  readonly deadSeals?: IQueue;
  /** By name, as in `lambdas/`. */
  readonly functions: Readonly<Record<string, IFunction>>;
  /** Whether a day without a completed audit is worth an alarm. */
  readonly dailyAudit: boolean;
  /** Of a version of the secret. */
  readonly secretMaxAge: Duration;
  /** Told when an alarm goes off and when it is over. @default - nobody */
  readonly topic?: ITopic;
}

interface AlarmSpec {
  readonly metric: IMetric;
  readonly threshold: number;
  /** Goes off below the threshold, also without data. @default - goes off at the threshold and over it */
  readonly below?: boolean;
  /** Who is hurt, and how. */
  readonly impact: string;
  /** Heading in docs/runbook.md. */
  readonly section: string;
  /** Periods that must be over the threshold, out of those looked at. @default - the last one */
  readonly periods?: { readonly over: number; readonly of: number };
}

/** Namespace of the functions' own metrics. */
export const metricNamespace = 'GongAccessAudit';

/** One alarm for each thing that needs a person. */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    this.watchQueues();
    this.watchFunctions();
    this.watchApi();
    this.watchGong();
    if (props.dailyAudit) this.watchAudits();
  }

  private watchQueues(): void {
    const { chunks, deadChunks, deadSweeps, deadListings, deadRequests, deadSeals } = this.props;
    this.add('DeadChunks', {
      metric: deadChunks.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: max,
      }),
      threshold: 1,
      impact: 'Calls of some audits could not be checked; those audits end with gaps.',
      section: 'Dead chunks',
    });
    this.add('DeadSweeps', {
      metric: deadSweeps.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: max,
      }),
      threshold: 1,
      impact: 'The sweep could not be started: audits stop once the queue is empty.',
      section: 'Sweep does not run',
    });
    this.add('DeadListings', {
      metric: deadListings.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: max,
      }),
      threshold: 1,
      impact: 'The calls of an audit could not be listed; it has failed.',
      section: 'Dead listings',
    });
    this.add('DeadRequests', {
      metric: deadRequests.metricApproximateNumberOfMessagesVisible({
        period: minute,
        statistic: max,
      }),
      threshold: 1,
      impact: 'An event, a list or a schedule asked for an audit that was not begun.',
      section: 'Dead requests',
    });
    if (deadSeals) {
      this.add('DeadSeals', {
        metric: deadSeals.metricApproximateNumberOfMessagesVisible({
          period: minute,
          statistic: max,
        }),
        threshold: 1,
        impact: 'The evidence of an audit was not sealed: it can be altered unnoticed.',
        section: 'Dead seals',
      });
    }
    this.add('OldChunks', {
      metric: chunks.metricApproximateAgeOfOldestMessage({ period: minute, statistic: max }),
      threshold: Duration.minutes(30).toSeconds(),
      impact: 'Chunks wait for half an hour: audits take longer than estimated.',
      section: 'Chunks wait too long',
      periods: { over: 5, of: 5 },
    });
  }

  private watchFunctions(): void {
    for (const [name, fn] of Object.entries(this.props.functions)) {
      this.add(`Errors-${name}`, {
        metric: fn.metricErrors({ period: fiveMinutes }),
        threshold: 1,
        impact: errorImpact[name] ?? `The function ${name} fails.`,
        section: 'Function errors',
        periods: { over: 2, of: 3 },
      });
      this.add(`Throttles-${name}`, {
        metric: fn.metricThrottles({ period: fiveMinutes }),
        threshold: 1,
        impact: `Lambda does not start ${name}: the account's concurrency is used up.`,
        section: 'Functions throttled',
        periods: { over: 2, of: 3 },
      });
    }
  }

  private watchApi(): void {
    this.add('ServerErrors', {
      metric: this.props.api.metricServerError({ period: fiveMinutes, statistic: Stats.SUM }),
      threshold: 1,
      impact: 'Callers of the HTTP API get 5xx answers.',
      section: 'API answers 5xx',
      periods: { over: 2, of: 3 },
    });
  }

  private watchGong(): void {
    this.add('BreakerOpen', {
      metric: this.own('BreakerOpen', minute, max),
      threshold: 1,
      impact:
        'Gong refuses the credentials or the address: nothing is checked until that is mended.',
      section: 'Breaker open',
    });
    this.add('DayBudget', {
      metric: this.own('DayBudgetUsedPercent', fiveMinutes, max),
      threshold: 80,
      impact: "Most of Gong's day budget is spent: audits will pause until the next day.",
      section: 'Day budget',
    });
    this.add('SecretAge', {
      metric: this.own('SecretAgeDays', day, max),
      threshold: this.props.secretMaxAge.toDays(),
      impact: "Gong's key is older than it should get: nobody is hurt until it leaks or expires.",
      section: 'Secret age',
    });
  }

  private watchAudits(): void {
    this.add('NoAuditCompleted', {
      metric: this.own('AuditsCompleted', day, Stats.SUM),
      threshold: 1,
      below: true,
      impact: 'For a day no audit was completed: what is known of access is getting old.',
      section: 'No audit completed',
    });
  }

  private own(metricName: string, period: Duration, statistic: string): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { service: Stack.of(this).stackName },
      period,
      statistic,
    });
  }

  private add(id: string, spec: AlarmSpec): void {
    const { over, of } = spec.periods ?? { over: 1, of: 1 };
    const alarm = new Alarm(this, id, {
      metric: spec.metric,
      threshold: spec.threshold,
      comparisonOperator: spec.below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: of,
      datapointsToAlarm: over,
      treatMissingData: spec.below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${spec.impact} What to do: ${runbook(spec.section)}`,
    });
    if (!this.props.topic) return;
    const action = new SnsAction(this.props.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

/** As the runbook's headings are linked to. */
const runbook = (section: string) =>
  `docs/runbook.md#${section.toLowerCase().replaceAll(' ', '-')}`;

const minute = Duration.minutes(1);
const fiveMinutes = Duration.minutes(5);
const day = Duration.days(1);
const max = Stats.MAXIMUM;

const errorImpact: Readonly<Record<string, string>> = {
  'check-access': 'Synchronous checks fail.',
  'request-audit': 'Audits cannot be requested or controlled.',
  'run-chunk': 'Chunks are tried again and again: audits are slow and may end with gaps.',
  'read-ledger': 'Questions to the ledger are not answered.',
  'list-calls': 'Audits whose calls are to be listed wait.',
  'receive-webhook': 'Calls that Gong announces are not noted.',
  'seal-evidence': 'The evidence of audits that end is not sealed.',
  sweep: 'Running audits are not fed and will come to a stop.',
};

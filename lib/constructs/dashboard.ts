import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { SystemMetric } from '../integrations';
import { metricNamespace } from './alarms';
import { costOf } from './cost';

export interface DashboardProps {
  readonly api: RestApi;
  readonly table: Table;
  /** By name, as in `lambdas/`. */
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly chunks: IQueue;
  /** Dead letters by what they were. */
  readonly dead: Readonly<Record<string, IQueue>>;
}

const fiveMinutes = Duration.minutes(5);
/** Of 24 columns: three graphs a row. */
const third = { width: 8, height: 6 };

/** One page an operator reads from top to bottom: what was found, how Gong stands, what waits, what runs. */
export class Dashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DashboardProps,
  ) {
    super(scope, id);
    new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(12),
      widgets: [
        [new TextWidget({ markdown: introduction, width: 24, height: 2 })],
        this.audits(),
        this.gong(),
        this.queues(),
        this.functions(),
      ],
    });
  }

  private audits(): IWidget[] {
    return [
      this.graph(
        'Audits',
        this.own(
          'AuditsAccepted',
          'AuditsCompleted',
          'AuditsFailed',
          'AuditsCancelled',
          'AuditsPaused',
          'AuditsRejected',
        ),
      ),
      this.graph(
        'Calls checked, by outcome',
        this.own('CallsGranted', 'CallsNone', 'CallsNotReturned', 'CallsNotFound', 'CallsFailed'),
        { stacked: true },
      ),
      this.graph('Changes of access', this.own('AccessGranted', 'AccessRevoked')),
    ];
  }

  private gong(): IWidget[] {
    return [
      this.graph('Requests to Gong, and refusals', this.own('GongRequests', 'GongRefusals')),
      this.graph(
        "Share of Gong's day that is spent, percent",
        [this.gauge('DayBudgetUsedPercent')],
        {
          leftYAxis: { min: 0, max: 100 },
          leftAnnotations: [{ value: 80, label: 'alarm' }],
        },
      ),
      this.graph('Breaker (1: Gong refuses us)', [this.gauge('BreakerOpen')], {
        leftYAxis: { min: 0, max: 1 },
      }),
      this.graph("Age of the secret with Gong's key, days", [this.gauge('SecretAgeDays')]),
    ];
  }

  private queues(): IWidget[] {
    const { chunks, dead, api } = this.props;
    const options = { period: fiveMinutes, statistic: Stats.MAXIMUM };
    const letters = Object.entries(dead).map(([label, queue]) =>
      queue.metricApproximateNumberOfMessagesVisible({ ...options, label }),
    );
    return [
      this.graph('Age of the oldest chunk in the queue, seconds', [
        chunks.metricApproximateAgeOfOldestMessage(options),
      ]),
      this.graph('Dead letters', letters),
      this.graph('API answers', [
        api.metricCount({ period: fiveMinutes, label: 'all' }),
        api.metricClientError({ period: fiveMinutes, statistic: Stats.SUM, label: '4xx' }),
        api.metricServerError({ period: fiveMinutes, statistic: Stats.SUM, label: '5xx' }),
      ]),
    ];
  }

  private functions(): IWidget[] {
    const entries = Object.entries(this.props.functions);
    const errors = entries.map(([label, fn]) => fn.metricErrors({ period: fiveMinutes, label }));
    return [
      this.graph('Function errors', errors),
      new LogQueryWidget({
        ...third,
        title: 'Cold starts',
        view: LogQueryVisualizationType.TABLE,
        logGroupNames: entries.map(([, fn]) => fn.logGroup.logGroupName),
        queryLines: [
          'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
          'parse @log /:(?<logGroup>[^:]+)$/',
          'stats count(*) as coldStarts, pct(record.metrics.initDurationMs, 50) as p50ms, max(record.metrics.initDurationMs) as maxMs by logGroup',
        ],
      }),
      this.graph('Cost an hour, USD, about', [costOf(this.props)]),
    ];
  }

  private graph(title: string, left: IMetric[], more: GraphWidgetProps = {}): GraphWidget {
    return new GraphWidget({ ...third, title, left, ...more });
  }

  private own(...names: SystemMetric[]): IMetric[] {
    return names.map((name) => this.metric(name, Stats.SUM));
  }

  private gauge(name: SystemMetric): IMetric {
    return this.metric(name, Stats.MAXIMUM);
  }

  private metric(metricName: SystemMetric, statistic: string): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { service: Stack.of(this).stackName },
      statistic,
      period: fiveMinutes,
      label: metricName,
    });
  }
}

const introduction =
  "**Gong Access Audit.** Access that was granted through Gong's API; shares and permission profiles are not in it. What to do about an alarm: `docs/runbook.md`.";

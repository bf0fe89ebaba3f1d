import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DetailType } from '../lambdas/domain/event-schemas';
import { Alarms, metricNamespace } from './constructs/alarms';
import { allow } from './constructs/allow';
import { AuditBus } from './constructs/audit-bus';
import { AuditSchedules } from './constructs/audit-schedules';
import { AuditTable } from './constructs/audit-table';
import { AuditTriggers } from './constructs/audit-triggers';
import { ChunkQueue } from './constructs/chunk-queue';
import { Dashboard } from './constructs/dashboard';
import { GongSecret } from './constructs/gong-secret';
import { HttpApi } from './constructs/http-api';
import { ListBucket } from './constructs/list-bucket';
import { ListingQueue } from './constructs/listing-queue';
import type { SealArchive } from './constructs/seal-archive';
import { SweepSchedule } from './constructs/sweep-schedule';
import { checkAccessFunction } from './functions/check-access';
import { listCallsFunction, listCallsTimeout } from './functions/list-calls';
import type { Platform } from './functions/platform';
import { readLedgerFunction } from './functions/read-ledger';
import { receiveWebhookFunction } from './functions/receive-webhook';
import { requestAuditFunction } from './functions/request-audit';
import { runChunkFunction, runChunkTimeout } from './functions/run-chunk';
import { EvidenceSealing } from './functions/seal-evidence';
import { sweepFunction } from './functions/sweep';
import type { GongAccessAuditProps } from './gong-access-audit-props';
import { requestsPerSecond } from './gong-limits';
import {
  eventSource,
  type OnAccessChangedOptions,
  type OnEventOptions,
  type SystemMetric,
} from './integrations';

/** Who was given access to which Gong call, when that changed, and the proof. */
export class GongAccessAudit extends Construct {
  readonly table: Table;
  readonly gongSecret: ISecret | Secret;
  readonly queue: Queue;
  /** Chunks that failed for good. */
  readonly deadLetterQueue: Queue;
  /** Announces changes of access and the fate of audits. */
  readonly eventBus: EventBus;
  readonly api: RestApi;
  /** Lists of calls that are put into it under `lists/` start audits. */
  readonly listBucket: Bucket;
  /** Takes audits in; what it answers to an invocation is the audit. */
  readonly requestAudit: IFunction;
  /** Signed manifests and the key that signs them, if evidence is sealed. */
  readonly seals: SealArchive | undefined;
  private readonly sweep: IFunction;
  private readonly bus: AuditBus;

  constructor(scope: Construct, id: string, props: GongAccessAuditProps = {}) {
    super(scope, id);
    const platform = this.createPlatform(props);
    const functions = createFunctions(this, platform);
    const { checkAccess, requestAudit, readLedger, runChunk, sweep } = functions;
    const { webhook } = props;
    const receiveWebhook = webhook && receiveWebhookFunction(this, platform, webhook);
    const http = new HttpApi(this, 'HttpApi', {
      functions: { checkAccess, requestAudit, readLedger },
      ...(receiveWebhook && { webhook: receiveWebhook }),
      throttle: props.throttle ?? { requestsPerSecond: 100, burst: 200 },
      accountLogging: props.accountLogging ?? true,
      ...(props.apiPolicy && { policy: props.apiPolicy }),
      ...basics(props),
    });
    const schedule = new SweepSchedule(this, 'SweepSchedule', { sweep, ...encryption(props) });
    const triggers = new AuditTriggers(this, 'Triggers', {
      requestAudit,
      bus: platform.bus.bus,
      lists: platform.lists.bucket,
      ...encryption(props),
    });
    if (props.schedules?.length) {
      new AuditSchedules(this, 'Schedules', {
        schedules: props.schedules,
        requestAudit,
        deadLetters: triggers.deadLetters,
        ...encryption(props),
      });
    }
    const sealing =
      props.sealEvidenceFor &&
      new EvidenceSealing(this, 'Sealing', {
        platform,
        lockFor: props.sealEvidenceFor,
        ...encryption(props),
      });
    const all = {
      'check-access': checkAccess,
      'request-audit': requestAudit,
      'run-chunk': runChunk,
      'read-ledger': readLedger,
      'list-calls': functions.listCalls,
      sweep,
      ...(receiveWebhook && { 'receive-webhook': receiveWebhook }),
      ...(sealing && { 'seal-evidence': sealing.sealEvidence }),
    };
    new Alarms(this, 'Alarms', {
      api: http.api,
      chunks: platform.queue.queue,
      deadChunks: platform.queue.deadLetters,
      deadSweeps: schedule.deadLetters,
      deadListings: platform.listings.deadLetters,
      deadRequests: triggers.deadLetters,
      ...(sealing && { deadSeals: sealing.deadLetters }),
      functions: all,
      dailyAudit: props.dailyAudit ?? false,
      secretMaxAge: props.secretMaxAge ?? Duration.days(90),
      ...(props.alarmTopic && { topic: props.alarmTopic }),
    });
    new Dashboard(this, 'Dashboard', {
      api: http.api,
      table: platform.table.table,
      functions: all,
      chunks: platform.queue.queue,
      dead: {
        chunks: platform.queue.deadLetters,
        sweeps: schedule.deadLetters,
        listings: platform.listings.deadLetters,
        requests: triggers.deadLetters,
      },
    });
    this.table = platform.table.table;
    this.seals = sealing?.archive;
    this.gongSecret = platform.secret.secret;
    this.queue = platform.queue.queue;
    this.deadLetterQueue = platform.queue.deadLetters;
    this.eventBus = platform.bus.bus;
    this.api = http.api;
    this.listBucket = platform.lists.bucket;
    this.requestAudit = requestAudit;
    this.sweep = sweep;
    this.bus = platform.bus;
  }

  /**
   * Hands changes of access to a target: `Access Granted` and `Access Revoked`, or one of the two.
   * @default - both
   */
  onAccessChanged(id: string, { change, ...rule }: OnAccessChangedOptions): Rule {
    const words = change === undefined ? (['granted', 'revoked'] as const) : [change];
    const names = { granted: 'Access Granted', revoked: 'Access Revoked' } as const;
    return this.on(id, rule, ...words.map((word) => names[word]));
  }

  /** Hands the ends of audits to a target: those that completed, with or without gaps, and those that failed. */
  onAuditCompleted(id: string, rule: OnEventOptions): Rule {
    return this.on(id, rule, 'Audit Completed', 'Audit Failed');
  }

  /** Hands events of the system to a target. */
  on(id: string, { target, ...props }: OnEventOptions, ...detailTypes: DetailType[]): Rule {
    return new Rule(this, id, {
      ...props,
      eventBus: this.eventBus,
      eventPattern: { source: [eventSource], detailType: detailTypes },
      targets: [target],
    });
  }

  /** Allows to ask for audits by invoking a function: the payload is the body of `POST /audits`. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.requestAudit.grantInvoke(grantee);
  }

  /** Allows to ask for audits by `Audit Requested` on the bus. */
  grantRequest(grantee: IGrantable): void {
    this.bus.grantPublishing(grantee);
  }

  /**
   * Allows the answer to a state machine's steps that wait with a task token. Without it such a step waits until it
   * times out.
   */
  answerTasksOf(stateMachine: IStateMachine): void {
    allow(
      this.sweep,
      ['states:SendTaskSuccess', 'states:SendTaskFailure'],
      stateMachine.stateMachineArn,
    );
  }

  /** One of the system's own metrics. @default - the sum of five minutes */
  metric(name: SystemMetric, props?: MetricOptions): Metric {
    return new Metric({
      namespace: metricNamespace,
      metricName: name,
      dimensionsMap: { service: Stack.of(this).stackName },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...props,
    });
  }

  /** Accesses (a user, a call) found granted. */
  metricAccessGranted(props?: MetricOptions): Metric {
    return this.metric('AccessGranted', props);
  }

  /** Accesses found revoked. */
  metricAccessRevoked(props?: MetricOptions): Metric {
    return this.metric('AccessRevoked', props);
  }

  metricAuditsCompleted(props?: MetricOptions): Metric {
    return this.metric('AuditsCompleted', props);
  }

  metricAuditsFailed(props?: MetricOptions): Metric {
    return this.metric('AuditsFailed', props);
  }

  metricCallsChecked(props?: MetricOptions): Metric {
    return this.metric('CallsChecked', props);
  }

  metricGongRequests(props?: MetricOptions): Metric {
    return this.metric('GongRequests', props);
  }

  /** Share of Gong's day that is spent. @default - the most of five minutes */
  metricDayBudgetUsedPercent(props?: MetricOptions): Metric {
    return this.metric('DayBudgetUsedPercent', { statistic: Stats.MAXIMUM, ...props });
  }

  private createPlatform(props: GongAccessAuditProps): Platform {
    const stored = { keeping: props.keeping ?? 'keep', ...encryption(props) };
    return {
      table: new AuditTable(this, 'Ledger', {
        ...stored,
        ...(props.keepEvidence && { keepEvidence: props.keepEvidence }),
      }),
      secret: new GongSecret(this, 'Gong', {
        ...stored,
        ...(props.gongSecret && { existing: props.gongSecret }),
      }),
      queue: new ChunkQueue(this, 'Chunks', {
        consumerTimeout: runChunkTimeout,
        requestsPerSecond: requestsPerSecond(props.limits),
        ...encryption(props),
      }),
      listings: new ListingQueue(this, 'Listings', {
        consumerTimeout: listCallsTimeout,
        ...encryption(props),
      }),
      lists: new ListBucket(this, 'Lists', stored),
      bus: new AuditBus(this, 'Events'),
      limits: props.limits ?? {},
      gongHosts: props.gongOnLoopback ? 'loopback' : 'gong',
      ...(props.egress && { egress: props.egress }),
      ...basics(props),
    };
  }
}

const createFunctions = (scope: Construct, platform: Platform) => ({
  checkAccess: checkAccessFunction(scope, platform),
  requestAudit: requestAuditFunction(scope, platform),
  runChunk: runChunkFunction(scope, platform),
  listCalls: listCallsFunction(scope, platform),
  readLedger: readLedgerFunction(scope, platform),
  sweep: sweepFunction(scope, platform),
});

const encryption = ({ encryptionKey }: GongAccessAuditProps) => ({
  ...(encryptionKey && { encryptionKey }),
});

const basics = ({ keeping = 'keep', logRetention }: GongAccessAuditProps) => ({
  keeping,
  logRetention: logRetention ?? RetentionDays.THREE_MONTHS,
});

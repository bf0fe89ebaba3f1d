import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Alarms } from './constructs/alarms';
import { AuditBus } from './constructs/audit-bus';
import { AuditTable } from './constructs/audit-table';
import { ChunkQueue } from './constructs/chunk-queue';
import { GongSecret } from './constructs/gong-secret';
import { HttpApi } from './constructs/http-api';
import type { Keeping } from './constructs/keeping';
import { SweepSchedule } from './constructs/sweep-schedule';
import { checkAccessFunction } from './functions/check-access';
import type { Platform } from './functions/platform';
import { readLedgerFunction } from './functions/read-ledger';
import { requestAuditFunction } from './functions/request-audit';
import { runChunkFunction, runChunkTimeout } from './functions/run-chunk';
import { sweepFunction } from './functions/sweep';
import type { GongLimits } from './gong-limits';

export interface GongAccessAuditProps {
  /**
   * The secret with Gong's credentials: JSON with `accessKey`, `accessKeySecret` and `baseUrl`.
   * @default - a new secret whose key is empty, to be filled after the deployment
   */
  readonly gongSecret?: ISecret;
  /**
   * Gong's limits for the company, and how they are shared.
   * @default - 3 requests a second, 10,000 a day; a tenth for interactive checks, a tenth for others
   */
  readonly limits?: GongLimits;
  /**
   * Whether the hosts of this machine count as Gong. Only for stages that have a stand-in for Gong.
   * @default false
   */
  readonly gongOnLoopback?: boolean;
  /**
   * Whether table, secret and logs outlive the stack (`keep`, the table with deletion protection)
   * or go with it (`throw-away`).
   * @default 'keep'
   */
  readonly keeping?: Keeping;
  /**
   * Key for table, secret and queues. Its policy must let the account's IAM policies apply.
   * @default - keys that AWS manages
   */
  readonly encryptionKey?: IKey;
  /**
   * Where alarms go.
   * @default - alarms change state, but nobody is told
   */
  readonly alarmTopic?: ITopic;
  /**
   * Whether at least one audit should complete every day; a day without one then is an alarm.
   * @default false
   */
  readonly dailyAudit?: boolean;
  /**
   * How long logs are kept.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
  /**
   * What the HTTP API takes before it answers 429.
   * @default - 100 requests a second, bursts of 200
   */
  readonly throttle?: { readonly requestsPerSecond: number; readonly burst: number };
  /**
   * Whether to set the role that API Gateway logs with. An account has one in each region:
   * say `false` where it is set by someone else.
   * @default true
   */
  readonly accountLogging?: boolean;
}

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

  constructor(scope: Construct, id: string, props: GongAccessAuditProps = {}) {
    super(scope, id);
    const platform = this.createPlatform(props);
    const functions = createFunctions(this, platform);
    const { checkAccess, requestAudit, readLedger, runChunk, sweep } = functions;
    const http = new HttpApi(this, 'HttpApi', {
      functions: { checkAccess, requestAudit, readLedger },
      throttle: props.throttle ?? { requestsPerSecond: 100, burst: 200 },
      accountLogging: props.accountLogging ?? true,
      ...basics(props),
    });
    const schedule = new SweepSchedule(this, 'SweepSchedule', { sweep, ...encryption(props) });
    new Alarms(this, 'Alarms', {
      api: http.api,
      chunks: platform.queue.queue,
      deadChunks: platform.queue.deadLetters,
      deadSweeps: schedule.deadLetters,
      functions: {
        'check-access': checkAccess,
        'request-audit': requestAudit,
        'run-chunk': runChunk,
        'read-ledger': readLedger,
        sweep,
      },
      dailyAudit: props.dailyAudit ?? false,
      ...(props.alarmTopic && { topic: props.alarmTopic }),
    });
    this.table = platform.table.table;
    this.gongSecret = platform.secret.secret;
    this.queue = platform.queue.queue;
    this.deadLetterQueue = platform.queue.deadLetters;
    this.eventBus = platform.bus.bus;
    this.api = http.api;
  }

  private createPlatform(props: GongAccessAuditProps): Platform {
    const stored = { keeping: props.keeping ?? 'keep', ...encryption(props) };
    return {
      table: new AuditTable(this, 'Ledger', stored),
      secret: new GongSecret(this, 'Gong', {
        ...stored,
        ...(props.gongSecret && { existing: props.gongSecret }),
      }),
      queue: new ChunkQueue(this, 'Chunks', {
        consumerTimeout: runChunkTimeout,
        ...encryption(props),
      }),
      bus: new AuditBus(this, 'Events'),
      limits: props.limits ?? {},
      gongHosts: props.gongOnLoopback ? 'loopback' : 'gong',
      ...basics(props),
    };
  }
}

const createFunctions = (scope: Construct, platform: Platform) => ({
  checkAccess: checkAccessFunction(scope, platform),
  requestAudit: requestAuditFunction(scope, platform),
  runChunk: runChunkFunction(scope, platform),
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

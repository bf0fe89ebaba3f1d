import type { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AuditSchedule } from './constructs/audit-schedules';
import type { Keeping } from './constructs/keeping';
import type { GongWebhook } from './functions/receive-webhook';
import type { GongLimits } from './gong-limits';

/** What may be said of the construct; all of it is optional. */
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
  /**
   * Audits that come again by themselves.
   * @default - none
   */
  readonly schedules?: readonly AuditSchedule[];
  /**
   * Gong's webhook, as its page shows it: each call that Gong announces is audited, and again later.
   * @default - no route for it
   */
  readonly webhook?: GongWebhook;
  /**
   * How long Gong's answers and the receipts of unchanged calls are kept. Audits, access and changes stay; of what
   * expired there is no evidence any more, and states cannot be rebuilt.
   * @default - for ever
   */
  readonly keepEvidence?: Duration;
  /**
   * Network from which Gong is asked, with a way out to the internet: with `FixedEgress` requests come from one address,
   * which can be put on the list of trusted IPs of Gong's API key.
   * @default - Lambda's own network, with addresses that change
   */
  readonly egress?: IVpc;
  /**
   * Resource policy of the HTTP API: who may ask, by address, VPC endpoint or account. A `Deny` narrows what IAM allows;
   * an `Allow` also admits callers of this account whom IAM does not.
   * @default - whoever IAM allows
   */
  readonly apiPolicy?: PolicyDocument;
  /**
   * An older version of the secret is an alarm.
   * @default - 90 days
   */
  readonly secretMaxAge?: Duration;
  /**
   * Whether the manifest of each audit that ends is signed and kept where nobody can change it: for how long.
   * @default - no seals
   */
  readonly sealEvidenceFor?: Duration;
}

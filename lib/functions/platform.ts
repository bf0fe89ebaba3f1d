import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { AuditBus } from '../constructs/audit-bus';
import type { AuditTable } from '../constructs/audit-table';
import type { ChunkQueue } from '../constructs/chunk-queue';
import type { GongSecret } from '../constructs/gong-secret';
import type { Keeping } from '../constructs/keeping';
import type { ListBucket } from '../constructs/list-bucket';
import type { ListingQueue } from '../constructs/listing-queue';
import type { GongLimits } from '../gong-limits';

/** What the functions work with; each takes only what it needs. */
export interface Platform {
  readonly table: AuditTable;
  readonly bus: AuditBus;
  readonly queue: ChunkQueue;
  readonly listings: ListingQueue;
  readonly lists: ListBucket;
  readonly secret: GongSecret;
  readonly limits: GongLimits;
  /** Hosts that count as Gong: its own, or also this machine's on a local stage. */
  readonly gongHosts: 'gong' | 'loopback';
  readonly logRetention: RetentionDays;
  readonly keeping: Keeping;
  /** Where requests to Gong go out from. @default - Lambda's own network */
  readonly egress?: IVpc;
}

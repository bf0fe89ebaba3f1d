import type { Duration } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { allow } from './allow';
import { type Keeping, removalPolicy } from './keeping';

export interface AuditTableProps {
  readonly keeping: Keeping;
  /** How long Gong's answers and receipts are kept. @default - for ever */
  readonly keepEvidence?: Duration;
  /** @default - the AWS-managed key of DynamoDB */
  readonly encryptionKey?: IKey;
}

/** Single items and ranges of keys. Scan is not in it: nothing in the ledger needs one. */
const looking = ['dynamodb:GetItem', 'dynamodb:Query'];
const reading = [...looking, 'dynamodb:BatchGetItem'];
/** Appending and conditional updates. Nothing is ever deleted; of batch writes IAM cannot say that, the code does. */
const writing = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'];

/** The ledger: one on-demand table for the history and its projections. */
export class AuditTable extends Construct {
  readonly table: Table;
  /** For the functions that use the ledger. */
  readonly environment: { readonly TABLE_NAME: string };
  /** For the functions that store what Gong said. */
  readonly retention: { readonly EVIDENCE_KEEP_DAYS?: string };

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditTableProps,
  ) {
    super(scope, id);
    const { keeping, encryptionKey } = props;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Bookkeeping carries it, such as idempotency keys, and evidence if so configured; audit facts never do.
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: keeping === 'keep',
      removalPolicy: removalPolicy(keeping),
      ...(encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }
        : { encryption: TableEncryption.AWS_MANAGED }),
    });
    this.environment = { TABLE_NAME: this.table.tableName };
    this.retention = props.keepEvidence
      ? { EVIDENCE_KEEP_DAYS: `${props.keepEvidence.toDays()}` }
      : {};
  }

  grantReading(grantee: IGrantable): void {
    this.allowReading(grantee, reading);
  }

  /** Reading audits and their evidence; no calls are looked up. */
  grantReadingAudits(grantee: IGrantable): void {
    this.allowReading(grantee, looking);
  }

  /** Notes: single items by key, no queries. */
  grantNoting(grantee: IGrantable): void {
    const noting = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    this.allowChanging(grantee, noting);
  }

  /** Storing audits; no calls are looked up. */
  grantStoringAudits(grantee: IGrantable): void {
    this.allowChanging(grantee, [...looking, ...writing]);
  }

  grantWriting(grantee: IGrantable): void {
    this.allowChanging(grantee, [...reading, ...writing]);
  }

  private allowReading(grantee: IGrantable, actions: readonly string[]): void {
    allow(grantee, actions, this.table.tableArn);
    this.props.encryptionKey?.grantDecrypt(grantee);
  }

  private allowChanging(grantee: IGrantable, actions: readonly string[]): void {
    allow(grantee, actions, this.table.tableArn);
    this.props.encryptionKey?.grantEncryptDecrypt(grantee);
  }
}

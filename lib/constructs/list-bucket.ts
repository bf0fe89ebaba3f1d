import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { allow } from './allow';
import { type Keeping, removalPolicy } from './keeping';

export interface ListBucketProps {
  readonly keeping: Keeping;
  /** @default - the key that S3 manages */
  readonly encryptionKey?: IKey;
}

/** Lists under this prefix start audits by themselves. */
export const listPrefix = 'lists/';
/** Ends the names of reports. */
const reportSuffix = '.result.json';

/** Lists of calls, and beside each what became of it. */
export class ListBucket extends Construct {
  readonly bucket: Bucket;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ListBucketProps,
  ) {
    super(scope, id);
    const { keeping, encryptionKey } = props;
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey }
        : { encryption: BucketEncryption.S3_MANAGED }),
      lifecycleRules: [
        {
          expiration: Duration.days(90),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removalPolicy(keeping),
    });
    this.tellEventBridge();
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'Who asked for an audit is kept with it; access logs would need a second bucket.',
    });
  }

  /** The lister reads lists and puts reports beside them. */
  grantListing(role: IRole): void {
    allow(role, ['s3:GetObject'], this.bucket.arnForObjects('*'));
    allow(role, ['s3:PutObject'], this.bucket.arnForObjects(`*${reportSuffix}`));
    this.props.encryptionKey?.grantEncryptDecrypt(role);
    const bucket = `<${this.bucket.stack.getLogicalId(this.cfn)}.Arn>`;
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::${bucket}/*]`]: 'Lists may have any name.',
      [`AwsSolutions-IAM5[Resource::${bucket}/*${reportSuffix}]`]:
        'A report stands beside its list, whatever that is called.',
    });
  }

  private get cfn(): CfnBucket {
    return this.bucket.node.defaultChild as CfnBucket;
  }

  /** The bucket's own switch for it is a custom resource with a function of its own. */
  private tellEventBridge(): void {
    this.cfn.notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}

import type { Duration } from 'aws-cdk-lib';
import { type IKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { allow } from './allow';
import { type Keeping, removalPolicy } from './keeping';

export interface SealArchiveProps {
  /** How long nobody can remove or replace a seal. */
  readonly lockFor: Duration;
  readonly keeping: Keeping;
  /** For the bucket. @default - the key that S3 manages */
  readonly encryptionKey?: IKey;
}

/**
 * Signed manifests of ended audits: the key that signs them, and a bucket that keeps them from everybody. What is kept
 * is locked in compliance mode: not even the account's root user can remove it before its time.
 */
export class SealArchive extends Construct {
  /** Signs, and never leaves KMS. */
  readonly key: Key;
  readonly bucket: Bucket;
  /** For the function that seals. */
  readonly environment: { readonly SEAL_KEY_ARN: string; readonly SEAL_BUCKET: string };

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SealArchiveProps,
  ) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Signs the manifests of access audits',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: removalPolicy(props.keeping),
    });
    this.bucket = this.addBucket(props);
    this.environment = { SEAL_KEY_ARN: this.key.keyArn, SEAL_BUCKET: this.bucket.bucketName };
  }

  /** Signing, and putting what is not there yet; neither reading nor removing. */
  grantSealing(fn: LambdaFunction): void {
    allow(fn, ['kms:Sign'], this.key.keyArn);
    allow(fn, ['s3:PutObject'], this.bucket.arnForObjects('manifests/*'));
    this.props.encryptionKey?.grantEncryptDecrypt(fn);
    const bucket = this.bucket.stack.getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    if (fn.role) {
      acknowledge(fn.role, {
        [`AwsSolutions-IAM5[Resource::<${bucket}.Arn>/manifests/*]`]:
          'Each audit has a manifest of its own.',
      });
    }
  }

  private addBucket({ lockFor, keeping, encryptionKey }: SealArchiveProps): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      objectLockDefaultRetention:
        keeping === 'keep'
          ? ObjectLockRetention.compliance(lockFor)
          : ObjectLockRetention.governance(lockFor),
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey }
        : { encryption: BucketEncryption.S3_MANAGED }),
      removalPolicy: removalPolicy(keeping),
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'One function writes to it, and that is logged; it holds no access data.',
    });
    return bucket;
  }
}

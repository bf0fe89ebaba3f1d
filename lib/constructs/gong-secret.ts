import { SecretValue } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { allow } from './allow';
import { type Keeping, removalPolicy } from './keeping';

export interface GongSecretProps {
  /** @default - a new secret, to be filled after the first deployment */
  readonly existing?: ISecret;
  readonly keeping: Keeping;
  /** Of a new secret. @default - the AWS-managed key of Secrets Manager */
  readonly encryptionKey?: IKey;
}

/** The credentials for Gong: JSON with `accessKey`, `accessKeySecret` and `baseUrl`. */
export class GongSecret extends Construct {
  readonly secret: ISecret | Secret;
  /** For the functions that ask Gong. */
  readonly environment: { readonly GONG_SECRET_ARN: string };

  constructor(scope: Construct, id: string, props: GongSecretProps) {
    super(scope, id);
    this.secret = props.existing ?? this.create(props);
    this.environment = { GONG_SECRET_ARN: this.secret.secretArn };
  }

  grantReading(grantee: IGrantable): void {
    const { secretFullArn, secretArn, encryptionKey } = this.secret;
    allow(grantee, ['secretsmanager:GetSecretValue'], secretFullArn ?? secretArn);
    encryptionKey?.grantDecrypt(grantee);
  }

  private create({ keeping, encryptionKey }: GongSecretProps): Secret {
    const secret = new Secret(this, 'Secret', {
      description: 'Gong API credentials: accessKey, accessKeySecret, baseUrl',
      // Empty on purpose: a function then names the missing field instead of being refused by Gong.
      secretObjectValue: {
        accessKey: SecretValue.unsafePlainText(''),
        accessKeySecret: SecretValue.unsafePlainText(''),
        baseUrl: SecretValue.unsafePlainText('https://api.gong.io'),
      },
      removalPolicy: removalPolicy(keeping),
      ...(encryptionKey && { encryptionKey }),
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'Gong shows a key once and has no API to rotate it; the runbook says how to replace it by hand.',
    });
    return secret;
  }
}

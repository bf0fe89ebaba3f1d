import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { allow } from './allow';
import { isDeadLetterQueue } from './dead-letters';

export interface SweepScheduleProps {
  readonly sweep: IFunction;
  /** @default - the key that SQS manages */
  readonly encryptionKey?: IKey;
}

/** An older sweep is of no use: the next minute brings another. */
const longestWait = Duration.minutes(1);

/** Runs the sweep every minute. */
export class SweepSchedule extends Construct {
  /** Sweeps that could not be started. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: SweepScheduleProps) {
    super(scope, id);
    const { sweep, encryptionKey } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
    const role = this.role(props);
    // The construct for it would let the role invoke every version of the function as well.
    new CfnSchedule(this, 'EveryMinute', {
      description: 'Keeps audits going',
      scheduleExpression: 'rate(1 minute)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: sweep.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        deadLetterConfig: { arn: this.deadLetters.queueArn },
        retryPolicy: {
          maximumEventAgeInSeconds: longestWait.toSeconds(),
          maximumRetryAttempts: 2,
        },
      },
    }).node.addDependency(role);
    sweep.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: longestWait });
    acknowledge(sweep, {
      'Serverless-LambdaAsyncFailureDestination':
        'What a failed sweep left, the next one does a minute later; an alarm counts errors.',
    });
    acknowledge(this.deadLetters, isDeadLetterQueue);
  }

  private role({ sweep, encryptionKey }: SweepScheduleProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    allow(role, ['lambda:InvokeFunction'], sweep.functionArn);
    allow(role, ['sqs:SendMessage'], this.deadLetters.queueArn);
    encryptionKey?.grantEncryptDecrypt(role);
    return role;
  }
}

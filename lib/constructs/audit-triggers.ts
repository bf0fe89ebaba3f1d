import { Duration } from 'aws-cdk-lib';
import { type EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { isDeadLetterQueue } from './dead-letters';
import { securedQueue } from './fed-queue';
import { listPrefix } from './list-bucket';

export interface AuditTriggersProps {
  readonly requestAudit: LambdaFunction;
  readonly bus: EventBus;
  readonly lists: Bucket;
  /** @default - the key that SQS manages */
  readonly encryptionKey?: IKey;
}

/** How long a request that came as an event is tried. */
const longestWait = Duration.hours(6);

/** What starts audits without being asked over HTTP: events on the bus, and lists in the bucket. */
export class AuditTriggers extends Construct {
  /** Events that did not reach the function, or that it failed to take in. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: AuditTriggersProps) {
    super(scope, id);
    const { requestAudit, bus, lists } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      ...securedQueue(props),
    });
    acknowledge(this.deadLetters, isDeadLetterQueue);
    // Without it the rules' dead letters would be lost, and nobody told.
    props.encryptionKey?.grant(
      new ServicePrincipal('events.amazonaws.com'),
      'kms:Decrypt',
      'kms:GenerateDataKey',
    );
    const target = new FunctionTarget(requestAudit, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: longestWait,
      retryAttempts: 185,
    });
    new Rule(this, 'AuditRequested', {
      description: 'Audit Requested on the bus starts an audit',
      eventBus: bus,
      eventPattern: { detailType: ['Audit Requested'] },
      targets: [target],
    });
    new Rule(this, 'ListPut', {
      description: 'A list of calls that is put into the bucket starts an audit',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [lists.bucketName] },
          object: { key: Match.prefix(listPrefix) },
        },
      },
      targets: [target],
    });
    requestAudit.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: longestWait,
      onFailure: new SqsDestination(this.deadLetters),
    });
  }
}

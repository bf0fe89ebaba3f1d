import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { env } from '../../lambdas/seal-evidence/env';
import { acknowledge } from '../constructs/acknowledge';
import { AppFunction } from '../constructs/app-function';
import { isDeadLetterQueue } from '../constructs/dead-letters';
import { securedQueue } from '../constructs/fed-queue';
import { SealArchive } from '../constructs/seal-archive';
import { eventSource } from '../integrations';
import type { Platform } from './platform';

export interface EvidenceSealingProps {
  readonly platform: Platform;
  /** How long nobody can remove or replace a seal. */
  readonly lockFor: Duration;
  /** For the bucket and the queue. @default - keys that AWS manages */
  readonly encryptionKey?: IKey;
}

const longestWait = Duration.hours(6);

/** Signs the manifest of each audit that ends, and puts it where nobody can change it. */
export class EvidenceSealing extends Construct {
  readonly archive: SealArchive;
  readonly sealEvidence: AppFunction<typeof env>;
  /** Ends of audits whose evidence was not sealed. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EvidenceSealingProps) {
    super(scope, id);
    const { platform, lockFor, encryptionKey } = props;
    const { table, bus, logRetention, keeping } = platform;
    const encrypted = encryptionKey ? { encryptionKey } : {};
    this.archive = new SealArchive(this, 'Archive', { lockFor, keeping, ...encrypted });
    this.sealEvidence = new AppFunction(this, 'SealEvidence', {
      name: 'seal-evidence',
      description: 'Signs the manifests of audits that ended',
      schema: env,
      environment: { ...table.environment, ...this.archive.environment },
      memorySize: 512,
      // A manifest of a million calls is made in a few seconds.
      timeout: Duration.minutes(2),
      logRetention,
      keeping,
    });
    table.grantReadingAudits(this.sealEvidence);
    this.archive.grantSealing(this.sealEvidence);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      retentionPeriod: Duration.days(14),
      ...securedQueue(encrypted),
    });
    acknowledge(this.deadLetters, isDeadLetterQueue);
    this.sealEnds(bus.bus);
  }

  private sealEnds(eventBus: Platform['bus']['bus']): void {
    new Rule(this, 'AuditEnded', {
      description: 'The evidence of an audit that ended is sealed',
      eventBus,
      eventPattern: {
        source: [eventSource],
        detailType: ['Audit Completed', 'Audit Failed', 'Audit Cancelled'],
      },
      targets: [
        new FunctionTarget(this.sealEvidence, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: longestWait,
          retryAttempts: 185,
        }),
      ],
    });
    this.sealEvidence.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: longestWait,
      onFailure: new SqsDestination(this.deadLetters),
    });
  }
}

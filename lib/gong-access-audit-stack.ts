import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { AppContext } from './app-context';
import { acknowledge } from './constructs/acknowledge';
import { GongAccessAudit } from './gong-access-audit';

export interface GongAccessAuditStackProps extends StackProps {
  /** What was said with `cdk … -c name=value`. */
  readonly context: AppContext;
}

/** The construct as a stack of its own, with what a person needs to use it as outputs. */
export class GongAccessAuditStack extends Stack {
  constructor(scope: Construct, id: string, { context, ...props }: GongAccessAuditStackProps) {
    super(scope, id, { description: 'Who was given access to which Gong call', ...props });
    const { secretArn, alarmEmail, stage, accountLogging, dailyAudit, gongDayHours, ...limits } =
      context;
    const audit = new GongAccessAudit(this, 'Audit', {
      limits: { ...limits, dayHours: gongDayHours },
      keeping: stage === 'production' ? 'keep' : 'throw-away',
      gongOnLoopback: stage !== 'production',
      accountLogging: accountLogging === 'true',
      dailyAudit: dailyAudit === 'true',
      ...(secretArn && {
        gongSecret: Secret.fromSecretCompleteArn(this, 'GongSecret', secretArn),
      }),
      ...(alarmEmail && { alarmTopic: this.alarmTopic(alarmEmail) }),
    });
    this.addOutputs(audit);
  }

  private addOutputs(audit: GongAccessAudit): void {
    const outputs = {
      ApiUrl: audit.api.url,
      GongSecretArn: audit.gongSecret.secretArn,
      TableName: audit.table.tableName,
      EventBusName: audit.eventBus.eventBusName,
      QueueUrl: audit.queue.queueUrl,
      DeadLetterQueueUrl: audit.deadLetterQueue.queueUrl,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }

  private alarmTopic(email: string): Topic {
    const topic = new Topic(this, 'AlarmTopic', {
      displayName: 'Gong Access Audit',
      enforceSSL: true,
    });
    topic.addSubscription(new EmailSubscription(email));
    acknowledge(topic, {
      'Serverless-SNSRedrivePolicy':
        'An alarm keeps its state: an e-mail that did not arrive loses nothing.',
    });
    return topic;
  }
}

import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { AppContext } from './app-context';
import { acknowledge } from './constructs/acknowledge';
import type { AuditSchedule } from './constructs/audit-schedules';
import { AuditWorkflow } from './constructs/audit-workflow';
import { FixedEgress } from './constructs/fixed-egress';
import { GongAccessAudit } from './gong-access-audit';

export interface GongAccessAuditStackProps extends StackProps {
  /** What was said with `cdk … -c name=value`. */
  readonly context: AppContext;
}

/** The construct as a stack of its own, with what a person needs to use it as outputs. */
export class GongAccessAuditStack extends Stack {
  constructor(scope: Construct, id: string, { context, ...props }: GongAccessAuditStackProps) {
    super(scope, id, { description: 'Who was given access to which Gong call', ...props });
    const { secretArn, alarmEmail, stage } = context;
    const egress = context.fixedEgress === 'true' ? this.fixedEgress(stage) : undefined;
    const audit = new GongAccessAudit(this, 'Audit', {
      ...(egress && { egress: egress.vpc }),
      limits: limitsOf(context),
      keeping: stage === 'production' ? 'keep' : 'throw-away',
      gongOnLoopback: stage !== 'production',
      ...throttleOf(context),
      accountLogging: context.accountLogging === 'true',
      dailyAudit: context.dailyAudit === 'true',
      ...triggersOf(context),
      ...evidenceOf(context),
      ...(secretArn && {
        gongSecret: Secret.fromSecretCompleteArn(this, 'GongSecret', secretArn),
      }),
      ...(alarmEmail && { alarmTopic: this.alarmTopic(alarmEmail) }),
    });
    if (context.workflow === 'true') this.addWorkflow(audit);
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
      ListBucketName: audit.listBucket.bucketName,
      RequestAuditFunction: audit.requestAudit.functionName,
    };
    const { seals } = audit;
    const sealed = seals && {
      SealBucketName: seals.bucket.bucketName,
      SealKeyArn: seals.key.keyArn,
    };
    for (const [name, value] of Object.entries({ ...outputs, ...sealed }))
      new CfnOutput(this, name, { value });
  }

  private addWorkflow(audit: GongAccessAudit): void {
    const { stateMachine } = new AuditWorkflow(this, 'Workflow', {
      audit,
      order: { callIds: JsonPath.listAt('$.callIds') },
      timeout: Duration.hours(1),
    });
    new CfnOutput(this, 'WorkflowArn', { value: stateMachine.stateMachineArn });
  }

  private fixedEgress(stage: AppContext['stage']): FixedEgress {
    const egress = new FixedEgress(this, 'Egress', {
      logRetention: RetentionDays.THREE_MONTHS,
      keeping: stage === 'production' ? 'keep' : 'throw-away',
    });
    new CfnOutput(this, 'EgressAddress', { value: egress.address });
    return egress;
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

function limitsOf(context: AppContext) {
  const { requestsPerSecond, requestsPerDay, interactiveShare, othersShare } = context;
  const dayHours = context.gongDayHours;
  return { requestsPerSecond, requestsPerDay, interactiveShare, othersShare, dayHours };
}

const throttleOf = ({ apiRequestsPerSecond }: AppContext) => ({
  ...(apiRequestsPerSecond && {
    throttle: { requestsPerSecond: apiRequestsPerSecond, burst: 2 * apiRequestsPerSecond },
  }),
});

const evidenceOf = ({ evidenceKeepDays, sealDays }: AppContext) => ({
  ...(evidenceKeepDays && { keepEvidence: Duration.days(evidenceKeepDays) }),
  ...(sealDays && { sealEvidenceFor: Duration.days(sealDays) }),
});

/** What starts audits without being asked over HTTP, as the context says. */
function triggersOf(context: AppContext) {
  const { webhookPublicKey, webhookUrl, webhookDelaySeconds, webhookAgainDays } = context;
  return {
    schedules: schedulesOf(context),
    ...(webhookPublicKey !== undefined && {
      webhook: {
        publicKey: webhookPublicKey,
        ...(webhookUrl !== undefined && { url: webhookUrl }),
        ...(webhookDelaySeconds !== undefined && { delay: Duration.seconds(webhookDelaySeconds) }),
        ...(webhookAgainDays !== undefined && { again: Duration.days(webhookAgainDays) }),
      },
    }),
  };
}

function schedulesOf({ nightlyDays, weeklyKnownCalls }: AppContext): AuditSchedule[] {
  const nightly: AuditSchedule[] =
    nightlyDays === undefined
      ? []
      : [
          {
            name: 'nightly',
            expression: 'cron(0 2 * * ? *)',
            audit: { callsOfLastDays: nightlyDays },
            label: `Calls of the last ${nightlyDays} days`,
          },
        ];
  const weekly: AuditSchedule = {
    name: 'weekly',
    expression: 'cron(0 3 ? * SUN *)',
    audit: { knownCalls: true },
    label: 'All known calls',
  };
  return weeklyKnownCalls === 'true' ? [...nightly, weekly] : nightly;
}

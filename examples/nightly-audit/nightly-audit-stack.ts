import { Stack } from 'aws-cdk-lib';
import { SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { AuditWorkflow, GongAccessAudit } from '../../lib';

/**
 * Gong Access Audit as a part of another app: audits by schedule, changes of access to a topic, ends of audits to a
 * queue, an alarm on revocations, and a state machine that branches on what changed.
 */
export class NightlyAuditStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const audit = new GongAccessAudit(this, 'GongAccessAudit', {
      schedules: [
        {
          name: 'nightly',
          expression: 'cron(0 2 * * ? *)',
          audit: { callsOfLastDays: 7 },
          label: 'Calls of the last week',
        },
        {
          name: 'sundays',
          expression: 'cron(0 3 ? * SUN *)',
          audit: { knownCalls: true },
          label: 'Every call that was ever audited',
        },
      ],
      dailyAudit: true,
    });

    const changes = new Topic(this, 'AccessChanges', { enforceSSL: true });
    audit.onAccessChanged('TellSecurity', { target: new SnsTopic(changes) });
    const ends = new Queue(this, 'AuditEnds', { enforceSSL: true });
    audit.onAuditCompleted('KeepEnds', { target: new SqsQueue(ends) });

    audit.metricAccessRevoked().createAlarm(this, 'ManyRevocations', {
      alarmDescription: 'More than a hundred accesses were revoked within five minutes.',
      threshold: 100,
      evaluationPeriods: 1,
    });
    new AuditWorkflow(this, 'Review', { audit });
  }
}

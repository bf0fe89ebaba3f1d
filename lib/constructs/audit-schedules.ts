import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow';

/** An audit that comes again by itself. */
export interface AuditSchedule {
  /** Letters, digits and hyphens; names the schedule in the ledger, too: under another one it begins anew. */
  readonly name: string;
  /** EventBridge Scheduler's `cron(…)` or `rate(…)`; in UTC. */
  readonly expression: string;
  /**
   * The calls of the last days, as Gong lists them, up to the moment that the schedule is due for; or every call that
   * the ledger knows.
   */
  readonly audit: { readonly callsOfLastDays: number } | { readonly knownCalls: true };
  /**
   * Only calls of this workspace of Gong.
   * @default - all
   */
  readonly workspaceId?: string;
  /** @default - the name */
  readonly label?: string;
}

export interface AuditSchedulesProps {
  readonly schedules: readonly AuditSchedule[];
  readonly requestAudit: IFunction;
  /** Takes what could not be started. */
  readonly deadLetters: Queue;
  readonly encryptionKey?: IKey;
}

/** EventBridge Scheduler starts the audits. The moment that a schedule is due for makes the window and the audit's ID. */
export class AuditSchedules extends Construct {
  constructor(scope: Construct, id: string, props: AuditSchedulesProps) {
    super(scope, id);
    const role = this.role(props);
    for (const schedule of props.schedules) this.add(schedule, role, props);
  }

  private add(schedule: AuditSchedule, role: Role, props: AuditSchedulesProps): void {
    const { name, expression, audit, workspaceId, label = name } = schedule;
    if (!/^[A-Za-z0-9-]{1,64}$/.test(name)) {
      throw new Error(`the name of a schedule must be letters, digits and hyphens: ${name}`);
    }
    new CfnSchedule(this, name, {
      description: label,
      scheduleExpression: expression,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.requestAudit.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({
          schedule: name,
          scheduledAt: '<aws.scheduler.scheduled-time>',
          audit,
          label,
          ...(workspaceId === undefined ? {} : { workspaceId }),
        }),
        deadLetterConfig: { arn: props.deadLetters.queueArn },
        retryPolicy: {
          maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
          maximumRetryAttempts: 185,
        },
      },
    }).node.addDependency(role);
  }

  private role({ requestAudit, deadLetters, encryptionKey }: AuditSchedulesProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    allow(role, ['lambda:InvokeFunction'], requestAudit.functionArn);
    allow(role, ['sqs:SendMessage'], deadLetters.queueArn);
    encryptionKey?.grantEncryptDecrypt(role);
    return role;
  }
}

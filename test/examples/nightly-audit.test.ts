import { Template } from 'aws-cdk-lib/assertions';
import { NightlyAuditStack } from '../../examples/nightly-audit/nightly-audit-stack';
import { newApp, only, resources } from '../lib/app';

const template = Template.fromStack(new NightlyAuditStack(newApp(), 'NightlyAudit'));

describe('the construct in another app', () => {
  it('starts audits by its schedules, each with its dead letters', () => {
    const schedules = Object.values(resources(template, 'AWS::Scheduler::Schedule'))
      .map(({ Properties }) => Properties)
      .filter(({ ScheduleExpression }) => String(ScheduleExpression).startsWith('cron'));
    const inputs = schedules.map(({ Target }) => JSON.parse((Target as { Input: string }).Input));
    expect(inputs).toEqual([
      {
        schedule: 'nightly',
        scheduledAt: '<aws.scheduler.scheduled-time>',
        audit: { callsOfLastDays: 7 },
        label: 'Calls of the last week',
      },
      {
        schedule: 'sundays',
        scheduledAt: '<aws.scheduler.scheduled-time>',
        audit: { knownCalls: true },
        label: 'Every call that was ever audited',
      },
    ]);
    for (const schedule of schedules) {
      expect(schedule).toMatchObject({
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { DeadLetterConfig: expect.anything() },
      });
    }
  });

  it('hands changes to the topic and ends to the queue', () => {
    const rule = (id: string) => only(template, 'AWS::Events::Rule', id).Properties;
    expect(rule('TellSecurity').EventPattern).toEqual({
      source: ['gong-access-audit'],
      'detail-type': ['Access Granted', 'Access Revoked'],
    });
    expect(JSON.stringify(rule('TellSecurity').Targets)).toContain('AccessChanges');
    expect(rule('KeepEnds').EventPattern).toMatchObject({
      'detail-type': ['Audit Completed', 'Audit Failed'],
    });
    expect(JSON.stringify(rule('KeepEnds').Targets)).toContain('AuditEnds');
  });

  it('watches a metric of its own stack', () => {
    expect(only(template, 'AWS::CloudWatch::Alarm', 'ManyRevocations').Properties).toMatchObject({
      Namespace: 'GongAccessAudit',
      MetricName: 'AccessRevoked',
      Dimensions: [{ Name: 'service', Value: 'NightlyAudit' }],
      Statistic: 'Sum',
    });
  });

  it('lets the sweep answer this state machine and no other', () => {
    const answering = Object.values(resources(template, 'AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Object(Properties.PolicyDocument).Statement as Statement[])
      .filter(({ Action }) => [Action].flat().includes('states:SendTaskSuccess'));
    expect(answering).toEqual([
      {
        Action: ['states:SendTaskFailure', 'states:SendTaskSuccess'],
        Effect: 'Allow',
        Resource: { Ref: expect.stringMatching(/^ReviewMachine/) },
      },
    ]);
  });

  it('has a state machine that asks, waits, and branches', () => {
    const { DefinitionString } = only(template, 'AWS::StepFunctions::StateMachine').Properties;
    const definition = JSON.stringify(DefinitionString);
    expect(definition).toContain('events:putEvents.waitForTaskToken');
    expect(definition).toContain('$.changes.revoked');
    expect(definition).toContain('Audit Requested');
  });
});

interface Statement {
  readonly Action: string | string[];
}

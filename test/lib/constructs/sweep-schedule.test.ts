import { only, templateOf } from '../app';

const template = templateOf();
const { Target, ...schedule } = only(template, 'AWS::Scheduler::Schedule').Properties;

describe('the sweep', () => {
  it('runs every minute', () => {
    expect(schedule).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(JSON.stringify(Target)).toMatch(/"Arn":\{"Fn::GetAtt":\["AuditSweep\w+","Arn"\]\}/);
  });

  it('is not made up for once the next one is due, but its failure to start is kept', () => {
    expect(Target).toMatchObject({
      RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 2 },
    });
    expect(JSON.stringify(Target)).toContain('SweepScheduleDeadLetters');
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it("is started by a role that only this account's schedules may take", () => {
    const role = only(template, 'AWS::IAM::Role', 'SweepSchedule').Properties;
    expect(role.AssumeRolePolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });
});

import { only, resources, templateOf } from '../app';

const template = templateOf();
const rule = (id: string) => only(template, 'AWS::Events::Rule', id).Properties;
const deadLetters = { 'Fn::GetAtt': [expect.stringMatching(/^AuditTriggersDeadLetters/), 'Arn'] };

describe('what starts audits', () => {
  it('is Audit Requested on the own bus', () => {
    expect(rule('AuditRequested')).toMatchObject({
      EventBusName: { Ref: expect.stringMatching(/^AuditEventsBus/) },
      EventPattern: { 'detail-type': ['Audit Requested'] },
    });
  });

  it('is a list under its prefix in the own bucket', () => {
    expect(rule('ListPut').EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: expect.stringMatching(/^AuditListsBucket/) }] },
        object: { key: [{ prefix: 'lists/' }] },
      },
    });
    expect(only(template, 'AWS::S3::Bucket').Properties).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });

  it('keeps what was not delivered, and what the function failed to take in', () => {
    for (const id of ['AuditRequested', 'ListPut']) {
      expect(rule(id).Targets).toEqual([
        expect.objectContaining({
          DeadLetterConfig: { Arn: deadLetters },
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
        }),
      ]);
    }
    const config = only(template, 'AWS::Lambda::EventInvokeConfig', 'RequestAudit').Properties;
    expect(config).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: deadLetters } },
    });
  });
});

describe('the bucket of lists', () => {
  it('is closed to the public and to requests without TLS, and encrypted', () => {
    expect(only(template, 'AWS::S3::Bucket').Properties).toMatchObject({
      BucketEncryption: expect.anything(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(JSON.stringify(only(template, 'AWS::S3::BucketPolicy').Properties)).toContain(
      '"aws:SecureTransport":"false"',
    );
  });
});

describe('schedules by context', () => {
  it('are one a night and one on Sundays', () => {
    const both = templateOf({ nightlyDays: '7', weeklyKnownCalls: 'true' });
    const expressions = Object.values(resources(both, 'AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties.ScheduleExpression,
    );
    expect(expressions.sort()).toEqual([
      'cron(0 2 * * ? *)',
      'cron(0 3 ? * SUN *)',
      'rate(1 minute)',
    ]);
  });
});

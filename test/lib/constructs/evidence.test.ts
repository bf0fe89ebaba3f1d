import { only, resources, templateOf } from '../app';

const sealing = templateOf({ sealDays: '2555' });

describe('seals', () => {
  it('are off unless asked for', () => {
    expect(Object.keys(resources(templateOf(), 'AWS::KMS::Key'))).toEqual([]);
    expect(() => only(templateOf(), 'AWS::Lambda::Function', 'SealEvidence')).toThrow(
      '0 resources',
    );
  });

  it('lie where nobody can remove them for the time that was asked for', () => {
    expect(only(sealing, 'AWS::S3::Bucket', 'Sealing')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 2555 } },
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
    });
  });

  it('can be removed on a throw-away stage by those who may bypass the lock', () => {
    const bucket = only(
      templateOf({ sealDays: '1', stage: 'throwaway' }),
      'AWS::S3::Bucket',
      'Sealing',
    );
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: {
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE' } } },
      },
    });
  });

  it('are signed by a key that never leaves KMS', () => {
    expect(only(sealing, 'AWS::KMS::Key').Properties).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
    });
  });

  it('are made by a function that may read the ledger, sign, put, and say what failed', () => {
    const policy = only(sealing, 'AWS::IAM::Policy', 'SealEvidence').Properties.PolicyDocument;
    const actions = (Object(policy).Statement as { Action: string | string[] }[]).flatMap(
      ({ Action }) => Action,
    );
    expect(actions.filter((action) => !/^(logs|xray):/.test(action)).sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:Query',
      'kms:Sign',
      's3:PutObject',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
      'sqs:SendMessage',
    ]);
  });

  it('are asked for by the end of each audit', () => {
    expect(only(sealing, 'AWS::Events::Rule', 'AuditEnded').Properties.EventPattern).toEqual({
      source: ['gong-access-audit'],
      'detail-type': ['Audit Completed', 'Audit Failed', 'Audit Cancelled'],
    });
  });

  it('that could not be made are an alarm', () => {
    expect(
      only(sealing, 'AWS::CloudWatch::Alarm', 'DeadSeals').Properties.AlarmDescription,
    ).toContain('runbook.md#dead-seals');
  });
});

describe('the retention of evidence', () => {
  const daysOf = (template: typeof sealing) =>
    Object.values(resources(template, 'AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Object(Properties.Environment).Variables?.EVIDENCE_KEEP_DAYS ?? [],
    );

  it('is for ever unless asked for', () => expect(daysOf(templateOf())).toEqual([]));

  it('is told to the three functions that store what Gong said', () => {
    expect(daysOf(templateOf({ evidenceKeepDays: '400' }))).toEqual(['400', '400', '400']);
  });
});

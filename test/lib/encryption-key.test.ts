import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GongAccessAudit } from '../../lib/index';
import { newApp, only, resources } from './app';

const stack = new Stack(newApp(), 'Customer');
const key = new Key(stack, 'Key', { enableKeyRotation: true });
new GongAccessAudit(stack, 'Audit', { encryptionKey: key });
const template = Template.fromStack(stack);
const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

describe('a key of the customer', () => {
  it('encrypts table, queues, lists and secret', () => {
    const [table] = Object.values(resources(template, 'AWS::DynamoDB::Table'));
    const [secret] = Object.values(resources(template, 'AWS::SecretsManager::Secret'));
    const queues = Object.values(resources(template, 'AWS::SQS::Queue'));
    expect(table?.Properties.SSESpecification).toMatchObject({ KMSMasterKeyId: keyArn });
    expect(secret?.Properties.KmsKeyId).toEqual(keyArn);
    expect(queues).toHaveLength(6);
    expect(JSON.stringify(only(template, 'AWS::S3::Bucket').Properties)).toContain('aws:kms');
    for (const { Properties } of queues) expect(Properties.KmsMasterKeyId).toEqual(keyArn);
  });

  it('may be used by EventBridge, or what its rules cannot deliver is lost', () => {
    const { KeyPolicy } = only(template, 'AWS::KMS::Key').Properties;
    expect(Object(KeyPolicy).Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      }),
    );
  });

  it('may be used by every function, and by the schedule for its dead letters', () => {
    const policies = Object.values(resources(template, 'AWS::IAM::Policy')).map(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument),
    );
    expect(policies).toHaveLength(7);
    for (const policy of policies) expect(policy).toContain('kms:Decrypt');
    const reader = policies.filter((policy) => !policy.includes('kms:Encrypt'));
    expect(reader).toHaveLength(1);
  });
});

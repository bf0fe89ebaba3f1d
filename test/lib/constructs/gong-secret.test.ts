import { only, resources, templateOf } from '../app';

const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:gong-AbCdEf';

describe('the secret for Gong', () => {
  it('is kept, and made without a key: the first use then names what is missing', () => {
    const secret = only(templateOf(), 'AWS::SecretsManager::Secret');
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain' });
    expect(JSON.parse(String(secret.Properties.SecretString))).toEqual({
      accessKey: '',
      accessKeySecret: '',
      baseUrl: 'https://api.gong.io',
    });
  });

  it('is not made where there is one', () => {
    const template = templateOf({ secretArn });
    expect(resources(template, 'AWS::SecretsManager::Secret')).toEqual({});
    const readers = Object.values(resources(template, 'AWS::IAM::Policy'))
      .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument))
      .filter((policy) => policy.includes('secretsmanager:GetSecretValue'));
    expect(readers).toHaveLength(3);
    for (const policy of readers) expect(policy).toContain(secretArn);
  });
});

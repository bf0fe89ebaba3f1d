import { templateOf } from './app';

/** What changes with every change of code, and says nothing about the stack. */
const normalised = (context = {}) =>
  JSON.parse(
    JSON.stringify(templateOf(context).toJSON())
      .replaceAll(/[0-9a-f]{64}(\.zip)?/g, 'HASH')
      .replaceAll(/(Deployment[0-9A-F]{8})[0-9a-f]{32}/g, '$1HASH'),
  );

describe('the stack', () => {
  it('is as it was', () => {
    expect(normalised({ alarmEmail: 'ops@example.com', dailyAudit: 'true' })).toMatchSnapshot();
  });

  it('tells a person what is needed to use it', () => {
    expect(Object.keys(normalised().Outputs)).toEqual([
      'ApiUrl',
      'GongSecretArn',
      'TableName',
      'EventBusName',
      'QueueUrl',
      'DeadLetterQueueUrl',
      'ListBucketName',
      'RequestAuditFunction',
    ]);
  });

  it('writes to an e-mail address only over TLS', () => {
    const topic = templateOf({ alarmEmail: 'ops@example.com' });
    topic.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
    });
    expect(JSON.stringify(topic.findResources('AWS::SNS::TopicPolicy'))).toContain(
      '"aws:SecureTransport":"false"',
    );
  });
});

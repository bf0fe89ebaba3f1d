import { everyOption, type Resource, resources, templateOf } from './app';

/** With every option on: nothing that a person can ask for is less closed than the rest. */
const template = templateOf(everyOption);

const all = (type: string): [string, Resource['Properties']][] =>
  Object.entries(resources(template, type)).map(([id, { Properties }]) => [id, Properties]);

const said = (value: unknown): string => JSON.stringify(value);

/** The resource that a property refers to. */
const referred = (value: unknown): string =>
  /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(said(value))?.[1] ?? '';

const properties = (id: string): Record<string, unknown> =>
  (template.toJSON().Resources[id] as Resource).Properties;

const withoutTls = expect.objectContaining({
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const policyTypes = [
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
  ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
] as const;

describe.each(policyTypes)('every %s', (type, policyType, target) => {
  it.each(all(type))('%s refuses requests without TLS', (id) => {
    const policies = all(policyType).filter(([, policy]) => referred(policy[target]) === id);
    expect(policies).toHaveLength(1);
    const { Statement } = Object(policies[0]?.[1].PolicyDocument);
    expect(Statement).toContainEqual(withoutTls);
  });
});

it.each(all('AWS::S3::Bucket'))('the bucket %s cannot be made public', (_, bucket) => {
  expect(bucket.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

it.each(all('AWS::Logs::LogGroup'))('the log %s is kept for three months', (_, group) => {
  expect(group.RetentionInDays).toBe(90);
});

it.each(all('AWS::Lambda::Function'))(
  'the function %s logs to a group of the stack',
  (_, { LoggingConfig }) => {
    expect(resources(template, 'AWS::Logs::LogGroup')).toHaveProperty(
      referred(Object(LoggingConfig).LogGroup),
    );
  },
);

it.each(all('AWS::Lambda::EventSourceMapping'))(
  'the source %s hides messages for six timeouts, takes partial failures, and is bounded',
  (_, source) => {
    const { VisibilityTimeout } = properties(referred(source.EventSourceArn));
    const { Timeout } = properties(referred(source.FunctionName));
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(6 * Number(Timeout));
    expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(Object(source.ScalingConfig).MaximumConcurrency).toBeGreaterThanOrEqual(2);
  },
);

it.each(all('AWS::Lambda::Permission'))('the permission %s names who may invoke', (_, grant) => {
  expect(grant.SourceArn).toBeDefined();
});

it.each(all('AWS::ApiGateway::Method'))('the method %s asks who is there', (id, method) => {
  expect(method.AuthorizationType).toBe(/webhooksgongPOST/.test(id) ? 'NONE' : 'AWS_IAM');
});

it.each(all('AWS::Events::Rule'))('what the rule %s cannot deliver is kept', (_, rule) => {
  for (const target of rule.Targets as { DeadLetterConfig?: unknown }[]) {
    expect(referred(target.DeadLetterConfig)).toMatch(/DeadLetters/);
  }
});

it.each(all('AWS::CloudWatch::Alarm'))('the alarm %s tells somebody', (_, alarm) => {
  expect(said(alarm.AlarmActions)).toContain('AlarmTopic');
});

it('nothing is reached beside the API', () => {
  expect(all('AWS::Lambda::Url')).toEqual([]);
  expect(all('AWS::ApiGateway::ApiKey')).toEqual([]);
});

it('no secret is in the template, nor put into it on deployment', () => {
  expect(said(template.toJSON())).not.toMatch(/\{\{resolve:/);
});

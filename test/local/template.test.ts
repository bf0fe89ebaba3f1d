import type { Assembly } from '../../local/assembly';
import type { Template, TemplateResource } from '../../local/resolve';
import { readModel } from '../../local/template';

type Resources = Record<string, TemplateResource>;

function modelOf(Resources: Resources, Outputs: Template['Outputs'] = {}) {
  const assembly: Assembly = {
    stackName: 'Sample',
    template: { Resources, Outputs },
    assetFolder: (key) => (key === 'code.zip' ? '/assets/code' : undefined),
  };
  return readModel(assembly, 'http://127.0.0.1:1');
}

const fn = (more: object = {}): TemplateResource => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { S3Bucket: { 'Fn::Sub': 'assets' }, S3Key: 'code.zip' },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' }, LIMIT: 3 } },
    ...more,
  },
});

const queue: TemplateResource = {
  Type: 'AWS::SQS::Queue',
  Properties: {
    VisibilityTimeout: 360,
    SqsManagedSseEnabled: true,
    RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
  },
};
const dead: TemplateResource = { Type: 'AWS::SQS::Queue' };

test('reads functions with environment, code, time and memory', () => {
  const { functions } = modelOf({
    Work: fn({ Timeout: 60, MemorySize: 512 }),
    Queue: queue,
    Dead: dead,
  });
  expect(functions).toEqual([
    {
      name: 'Work',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:Work',
      handler: 'index.handler',
      folder: '/assets/code',
      environment: { QUEUE_URL: 'http://127.0.0.1:1/000000000000/Queue', LIMIT: '3' },
      timeout: 60,
      memory: 512,
      runtime: 'nodejs24.x',
      asyncRetries: 2,
    },
  ]);
});

test('reads outputs, but for what is not here', () => {
  const outputs = {
    DeadUrl: { Value: { Ref: 'Dead' } },
    Joined: { Value: { 'Fn::Join': ['', ['on ', { Ref: 'AWS::Region' }]] } },
    KeyArn: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  };
  const resources = { Dead: dead, Key: { Type: 'AWS::KMS::Key' } };
  expect(modelOf(resources, outputs).outputs).toEqual({
    DeadUrl: 'http://127.0.0.1:1/000000000000/Dead',
    Joined: 'on us-east-1',
  });
});

test('reads queues with visibility and redrive, and the event source with its limits', () => {
  const { queues, eventSources } = modelOf({
    Work: fn(),
    Queue: queue,
    Dead: dead,
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: { Ref: 'Work' },
        EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
        BatchSize: 30,
        MaximumBatchingWindowInSeconds: 1,
        ScalingConfig: { MaximumConcurrency: 2 },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  });
  const deadLetterTargetArn = 'arn:aws:sqs:us-east-1:000000000000:Dead';
  expect(queues[0]?.attributes).toEqual({
    VisibilityTimeout: '360',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }),
  });
  expect(eventSources).toEqual([
    {
      functionName: 'Work',
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:Queue',
      batchSize: 30,
      batchingWindow: 1,
      maximumConcurrency: 2,
      reportsBatchItemFailures: true,
    },
  ]);
});

test('reads routes from resources in any order, with authorization and function', () => {
  const uri = [
    'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
    { 'Fn::GetAtt': ['Work', 'Arn'] },
    '/invocations',
  ];
  const { api } = modelOf({
    Get: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        HttpMethod: 'GET',
        ResourceId: { Ref: 'One' },
        RestApiId: { Ref: 'Api' },
        AuthorizationType: 'AWS_IAM',
        Integration: { Type: 'AWS_PROXY', Uri: { 'Fn::Join': ['', uri] } },
      },
    },
    One: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { Ref: 'All' }, PathPart: '{id}' },
    },
    All: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'audits' },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi' },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { StageName: 'v1' } },
    Work: fn(),
    Queue: queue,
    Dead: dead,
  });
  expect(api?.stage).toBe('v1');
  expect(api?.routes).toEqual([
    {
      method: 'GET',
      path: '/audits/{id}',
      resourceId: 'One',
      authorization: 'AWS_IAM',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Work',
      timeout: 29_000,
    },
  ]);
});

test('takes the retries of asynchronous invocations, and leaves out what is disabled', () => {
  const source = {
    FunctionName: { Ref: 'Work' },
    EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
  };
  const model = modelOf({
    Work: fn(),
    Queue: queue,
    Dead: dead,
    Async: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Work' }, MaximumRetryAttempts: 0 },
    },
    Off: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...source, Enabled: false } },
    Never: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(1 day)', State: 'DISABLED', Targets: [] },
    },
  });
  expect(model.functions[0]?.asyncRetries).toBe(0);
  expect([model.eventSources, model.schedules, model.rules]).toEqual([[], [], []]);
});

test('names the types that have no effect here', () => {
  const { ignored } = modelOf({
    Alarm: { Type: 'AWS::CloudWatch::Alarm' },
    Other: { Type: 'AWS::CloudWatch::Alarm' },
    Role: { Type: 'AWS::IAM::Role' },
  });
  expect(ignored).toEqual(['AWS::CloudWatch::Alarm', 'AWS::IAM::Role']);
});

test.each<[string, Resources, string]>([
  [
    'a type that it does not know',
    { Stream: { Type: 'AWS::Kinesis::Stream' } },
    'Stream (AWS::Kinesis::Stream)',
  ],
  [
    'code without an asset',
    { Work: fn({ Code: { S3Key: 'other.zip' } }), Queue: queue, Dead: dead },
    'other.zip',
  ],
  [
    'a variable that it cannot resolve',
    { Work: fn({ Environment: { Variables: { X: { Ref: 'Gone' } } } }) },
    'Ref Gone (in Work.Environment)',
  ],
  ['another runtime', { Work: fn({ Runtime: 'python3.13', Environment: {} }) }, 'Work.Runtime'],
  [
    'a rule with a target it cannot reach',
    {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['x'] },
          Targets: [{ Id: 'a', Arn: 'arn:aws:logs:us-east-1:0:log-group:x' }],
        },
      },
    },
    'target of Rule',
  ],
  [
    'an input transformer',
    {
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['x'] },
          Targets: [{ Id: 'a', Arn: 'arn:aws:sqs:::x', InputTransformer: {} }],
        },
      },
    },
    'InputTransformer',
  ],
])('refuses %s by name', (_, resources, name) => {
  expect(() => modelOf(resources)).toThrow(name);
});

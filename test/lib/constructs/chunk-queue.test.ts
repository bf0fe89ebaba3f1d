import { only, templateOf } from '../app';

const template = templateOf();
const queue = only(template, 'AWS::SQS::Queue', 'ChunksQueue').Properties;
const deadLetters = only(template, 'AWS::SQS::Queue', 'ChunksDeadLetters').Properties;
const runChunk = only(template, 'AWS::Lambda::Function', 'RunChunk').Properties;
const source = only(template, 'AWS::Lambda::EventSourceMapping', 'RunChunk').Properties;

describe('the queue of chunks', () => {
  it('hides a message for six timeouts of its function and the batching window', () => {
    const window = Number(source.MaximumBatchingWindowInSeconds);
    expect(queue.VisibilityTimeout).toBe(6 * Number(runChunk.Timeout) + window);
  });

  it('moves a message to the dead letters after five receives', () => {
    expect(queue.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
    expect(JSON.stringify(queue.RedrivePolicy)).toContain('ChunksDeadLetters');
  });

  it('gives its dead letters two weeks, and no other queue may use them', () => {
    expect(deadLetters.MessageRetentionPeriod).toBe(14 * 24 * 3600);
    const allowed = JSON.stringify(deadLetters.RedriveAllowPolicy);
    expect(allowed).toContain('byQueue');
    expect(allowed).toContain(`:${queue.QueueName}`);
  });

  it('is encrypted and closed to requests without TLS, as all queues are', () => {
    const queues = Object.values(template.findResources('AWS::SQS::Queue'));
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    expect(queues).toHaveLength(6);
    for (const { Properties } of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(policies).toHaveLength(6);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });

  it('feeds run-chunk 30 messages at a time, two batches at once, with partial failures', () => {
    expect(source).toMatchObject({
      BatchSize: 30,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(JSON.stringify(source.EventSourceArn)).toContain('ChunksQueue');
    expect(JSON.stringify(source.FunctionName)).toContain('RunChunk');
  });
});

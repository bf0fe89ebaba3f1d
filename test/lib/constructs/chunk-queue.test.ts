import { only, templateOf } from '../app';

const template = templateOf();
const queue = only(template, 'AWS::SQS::Queue', 'ChunksQueue').Properties;
const deadLetters = only(template, 'AWS::SQS::Queue', 'ChunksDeadLetters').Properties;
const runChunk = only(template, 'AWS::Lambda::Function', 'RunChunk').Properties;
const source = only(template, 'AWS::Lambda::EventSourceMapping', 'RunChunk').Properties;

function variablesOf(name: string, of = template): Record<string, unknown> {
  const { Environment } = only(of, 'AWS::Lambda::Function', name).Properties;
  return (Environment as { Variables: Record<string, unknown> }).Variables;
}

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

  it('feeds run-chunk 32 messages at a time, two batches at once, with partial failures', () => {
    expect(source).toMatchObject({
      BatchSize: 32,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(JSON.stringify(source.EventSourceArn)).toContain('ChunksQueue');
    expect(JSON.stringify(source.FunctionName)).toContain('RunChunk');
  });

  it('tells its functions how often it delivers a message and how long it hides one', () => {
    expect(variablesOf('RunChunk').QUEUE_MOST_RECEIVES).toBe('5');
    expect(queue.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
    expect(variablesOf('Sweep').QUEUE_VISIBILITY_SECONDS).toBe(`${queue.VisibilityTimeout}`);
  });

  it.each([
    [3, 8, 32],
    [50, 25, 100],
  ])(
    'at %i requests a second works on %i chunks at once, of %i in a batch',
    (rate, inFlight, batch) => {
      const fast = rate === 3 ? template : templateOf({ requestsPerSecond: rate });
      const { CHUNKS_IN_FLIGHT } = variablesOf('RunChunk', fast);
      const { BatchSize } = only(fast, 'AWS::Lambda::EventSourceMapping', 'RunChunk').Properties;
      expect([CHUNKS_IN_FLIGHT, BatchSize]).toEqual([`${inFlight}`, batch]);
      // Two batches keep Gong's rate, if a chunk takes a second.
      expect(2 * inFlight).toBeGreaterThanOrEqual(rate);
    },
  );
});

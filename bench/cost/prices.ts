/**
 * List prices in us-east-1, US dollars, as of November 2026, without the free tiers. What costs the same whatever is
 * audited (the secret, alarms, metrics, the sweep of every minute, waiting for the queue) is not in here: docs/deploy.md.
 */
export const prices = {
  /** On demand. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  /** Standard queue. https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4e-6,
  /** arm64. https://aws.amazon.com/lambda/pricing/ */
  gigabyteSecond: 0.0000133334,
  invocation: 0.2e-6,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logByte: 0.5e-9,
  /** Custom events. https://aws.amazon.com/eventbridge/pricing/ */
  event: 1e-6,
};

/** What Lambda logs of an invocation by itself in JSON: its start and its report, with a trace. */
export const lambdaLogBytes = 800;

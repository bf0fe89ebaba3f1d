const reason = 'It is a dead-letter queue itself.';

/** Why a dead-letter queue has none of its own. */
export const isDeadLetterQueue = {
  'AwsSolutions-SQS3': reason,
  'Serverless-SQSRedrivePolicy': reason,
};

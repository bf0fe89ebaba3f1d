import { failure, type InvocationResult } from '../../local/lambda/invocation';

interface BatchShape {
  readonly name: string;
  readonly isFailure: boolean;
  /** @param event the batch */
  result(event: string): InvocationResult;
}

const answer = (name: string, isFailure: boolean, payload: string): BatchShape => ({
  name,
  isFailure,
  result: () => ({ ok: true, payload }),
});

const naming = (item: unknown) => JSON.stringify({ batchItemFailures: [item] });

/**
 * Answers to a batch, and whether Lambda takes them for a failure of all messages.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const batchFailures: readonly BatchShape[] = [
  answer('an empty list', false, '{"batchItemFailures":[]}'),
  answer('no list', false, '{"batchItemFailures":null}'),
  answer('an empty object', false, '{}'),
  answer('null', false, 'null'),
  answer('a text', true, '"done"'),
  answer('not JSON', true, '{"batchItemFailures":'),
  answer('an empty identifier', true, naming({ itemIdentifier: '' })),
  answer('no identifier', true, naming({})),
  answer('a null identifier', true, naming({ itemIdentifier: null })),
  answer('a null item', true, naming(null)),
  answer('a list', true, '[]'),
  answer('a text for the list', true, '{"batchItemFailures":"one"}'),
  answer('another key', true, naming({ itemId: 'x' })),
  answer('an unknown identifier', true, naming({ itemIdentifier: 'nobody' })),
  { name: 'an error', isFailure: true, result: () => failure('Error', 'thrown') },
  {
    name: 'the message itself',
    isFailure: true,
    result: (event) => {
      const { Records } = JSON.parse(event) as { Records: { messageId: string }[] };
      const items = Records.map(({ messageId }) => ({ itemIdentifier: messageId }));
      return { ok: true, payload: JSON.stringify({ batchItemFailures: items }) };
    },
  },
];

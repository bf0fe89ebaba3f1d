import type { InvocationResult } from './lambda/invocation';

/**
 * Which messages of a batch failed, as Lambda reads a function's answer.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @param delivered message IDs of the batch
 * @param partial whether the event source reports batch item failures; without, an answer means success
 * @returns the failed IDs: all of them where the answer is malformed
 */
export function failedMessages(
  result: InvocationResult,
  delivered: readonly string[],
  partial: boolean,
): readonly string[] {
  if (!result.ok) return delivered;
  if (!partial) return [];
  const failures = failuresIn(result.payload);
  if (failures === 'malformed') return delivered;
  return failures.every((id) => delivered.includes(id)) ? failures : delivered;
}

/** No answer, no list and an empty list are a success. */
function failuresIn(payload: string): readonly string[] | 'malformed' {
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return 'malformed';
  }
  if (answer !== null && (typeof answer !== 'object' || Array.isArray(answer))) return 'malformed';
  const items = Object(answer).batchItemFailures ?? [];
  if (!Array.isArray(items)) return 'malformed';
  const ids = items.map((item) => Object(item).itemIdentifier);
  return ids.every((id) => typeof id === 'string' && id !== '') ? ids : 'malformed';
}

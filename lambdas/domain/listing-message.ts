import * as v from 'valibot';
import { InvalidInput } from './errors';

/** What the queue of listings carries: which audit's calls are to be listed. */
const listingMessage = v.strictObject({
  schemaVersion: v.literal(1),
  auditId: v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{1,64}$/)),
});

export type ListingMessage = v.InferOutput<typeof listingMessage>;

/** @throws InvalidInput for anything else: such a message can never succeed. */
export function parseListingMessage(body: string): ListingMessage {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), listingMessage), body);
  if (parsed.success) return parsed.output;
  throw new InvalidInput('the message does not match its schema', 'body', 'invalid-message');
}

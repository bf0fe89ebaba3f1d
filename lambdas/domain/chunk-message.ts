import * as v from 'valibot';
import { InvalidInput } from './errors';

/** What the queue carries: a reference to a chunk, never its calls. */
const chunkMessage = v.strictObject({
  schemaVersion: v.literal(1),
  auditId: v.pipe(v.string(), v.regex(/^[0-9A-Za-z-]{1,64}$/)),
  chunk: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export type ChunkMessage = v.InferOutput<typeof chunkMessage>;

/** @throws InvalidInput for anything else: such a message can never succeed. */
export function parseChunkMessage(body: string): ChunkMessage {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new InvalidInput('the message is not JSON', 'body', 'invalid-message');
  }
  const parsed = v.safeParse(chunkMessage, json);
  if (parsed.success) return parsed.output;
  throw new InvalidInput(
    'the message does not match its schema',
    v.getDotPath(parsed.issues[0]) ?? 'body',
    'invalid-message',
  );
}

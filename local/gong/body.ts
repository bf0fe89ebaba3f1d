import type { IncomingMessage } from 'node:http';

const mostBytes = 32 * 2 ** 20;

export type Body =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'too-large' };

/** Reads a request's body; `undefined` if the client left before its end. Never rejects. */
export async function readBody(req: IncomingMessage): Promise<Body | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of req) {
      length += chunk.length;
      if (length <= mostBytes) chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  if (length > mostBytes) return { kind: 'too-large' };
  return { kind: 'whole', text: Buffer.concat(chunks).toString() };
}

/** `undefined` for text that is not JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

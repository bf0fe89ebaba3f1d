import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body.
 * @param limit in bytes
 * @returns undefined as soon as the body turns out to be over the limit; the rest is then dropped unread
 */
export async function readBody(
  request: IncomingMessage,
  limit: number,
): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  // Not `for await`: leaving it would end the connection before the answer is sent.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(length <= limit ? Buffer.concat(chunks) : undefined));
    request.on('error', reject);
  });
}

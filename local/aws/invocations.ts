import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions } from '../lambda/functions';

const path = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's `Invoke`: waits for the answer, or with `Event` only for the function's taking it. */
export async function serveInvocation(
  functions: Functions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? '/', 'http://lambda');
  const name = path.exec(pathname)?.[1];
  if (name === undefined || request.method !== 'POST') return false;
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const event = Buffer.concat(parts).toString() || '{}';
  const fn = functions.find(decodeURIComponent(name));
  if (!fn) {
    response.writeHead(404, { 'x-amzn-ErrorType': 'ResourceNotFoundException' });
    response.end(JSON.stringify({ Message: `Function not found: ${name}` }));
    return true;
  }
  const running = fn.invoke(event);
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    response.writeHead(202).end();
    return true;
  }
  const result = await running;
  response.writeHead(200, {
    'Content-Type': 'application/json',
    ...(result.ok ? {} : { 'X-Amz-Function-Error': 'Unhandled' }),
  });
  response.end(result.payload);
  return true;
}

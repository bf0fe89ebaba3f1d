import { controlPrefix } from '../gong/control-routes';
import type { HttpAnswer } from '../http/gateway-answer';
import type { OwnRequest } from '../own-pages';

/** Controls of the stand-in, as its README lists them, under the stage's own origin. */
const prefix = '/_local/gong/';
const timeoutMs = 10_000;

/** @returns undefined for a request that is none of a control */
export async function standInControl(
  gong: { readonly kind: string; readonly url: string },
  { method, path, query, body }: OwnRequest,
): Promise<HttpAnswer | undefined> {
  if (!path.startsWith(prefix) || gong.kind !== 'stand-in') return undefined;
  const url = new URL(controlPrefix + path.slice(prefix.length), gong.url);
  // A path with dots must not lead out of the controls.
  if (!url.pathname.startsWith(controlPrefix)) return undefined;
  url.search = query.toString();
  const answer = await fetch(url, {
    method,
    signal: AbortSignal.timeout(timeoutMs),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const headers = { 'Content-Type': 'application/json' };
  return { status: answer.status, headers, body: await answer.text() };
}

import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { CryptoKey } from 'jose';
import { gongWebhook } from '../api/webhook';
import { parseWebhook, type ReceiveDeps, receiveAnnouncement } from '../domain/webhook';
import { type BoundRoute, httpHandler } from '../runtime/http';
import { HttpError } from '../runtime/http-error';
import { headerOf } from '../runtime/http-headers';
import { logCodes } from '../runtime/log-codes';
import type { Tools } from '../runtime/tools';
import { verifySigned } from './verify';

export interface ReceiveHandlerDeps extends ReceiveDeps {
  readonly key: Promise<CryptoKey>;
  /** The address that the webhook was set up with; `request`: the one that the request came to. */
  readonly url: string;
}

/** Bytes of a body: Gong sends what it knows of a call, without its transcript. */
const largestBody = 1024 * 1024;

export const createHandler = (deps: ReceiveHandlerDeps, tools: Tools) =>
  httpHandler([boundRoute(deps, tools)], tools);

/** The body is read only once it is known to be Gong's. */
const boundRoute = (deps: ReceiveHandlerDeps, { log }: Tools): BoundRoute => ({
  route: gongWebhook,
  run: async (event) => {
    const body = bodyOf(event);
    const authorization = headerOf(event, 'authorization');
    const signed = { authorization, body, url: addressOf(event, deps.url) };
    const proof = await verifySigned(signed, await deps.key, deps.clock());
    const announcement = parseWebhook(body.toString('utf8'));
    const reason = await receiveAnnouncement(deps, announcement, proof);
    log.info(logCodes.webhookTaken, { callId: announcement.callId, reason });
    return { status: 200, body: { received: true } };
  },
});

/** @throws HttpError 413 */
function bodyOf({ body, isBase64Encoded }: APIGatewayProxyEvent): Buffer {
  const text = body ?? '';
  // Checked before decoding: four characters of base64 carry three bytes.
  if (text.length > (isBase64Encoded ? Math.ceil(largestBody / 3) * 4 : largestBody)) {
    throw tooLarge();
  }
  const bytes = Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > largestBody) throw tooLarge();
  return bytes;
}

/** The gateway says under which of its own names it was reached; a header could say anything. */
function addressOf({ requestContext }: APIGatewayProxyEvent, url: string): string {
  if (url !== 'request') return url;
  return `https://${requestContext.domainName}${requestContext.path}`;
}

const tooLarge = () =>
  new HttpError(413, 'body-too-large', 'The body must not be over 1 MB', 'body');

import type { APIGatewayProxyEvent } from 'aws-lambda';
import { HttpError } from './http-error';
import { headerOf } from './http-headers';
import { parseStrictJson } from './strict-json';

/**
 * Bytes of a request's body: 200,000 call IDs take 4.6 MB. The gateway hands the body over as an escaped JSON
 * string, so that it has to stay well below the 6 MB that a function may receive.
 */
export const largestBody = 5 * 1024 * 1024;

/**
 * The body's JSON; `undefined` if there is none.
 * @throws HttpError 415 for another content type, 413 over the maximum, 400 for what is not strict JSON in UTF-8
 */
export function readBody(event: APIGatewayProxyEvent): unknown {
  const { body } = event;
  if (body == null || body === '') return undefined;
  if (!isJson(headerOf(event, 'content-type') ?? '')) throw notJson();
  return parseStrictJson(event.isBase64Encoded ? decode(body) : limited(body));
}

const isJson = (type: string) => /^application\/json *(; *charset="?utf-8"? *)?$/i.test(type);

function limited(body: string): string {
  if (body.length > largestBody || Buffer.byteLength(body) > largestBody) throw tooLarge();
  return body;
}

function decode(base64: string): string {
  // Checked before decoding: four characters carry three bytes.
  if (base64.length > Math.ceil(largestBody / 3) * 4) throw tooLarge();
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > largestBody) throw tooLarge();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'invalid-json', 'The body is not valid UTF-8', 'body');
  }
}

const notJson = () =>
  new HttpError(415, 'unsupported-media-type', 'The content type must be application/json');

const tooLarge = () =>
  new HttpError(413, 'body-too-large', 'The body must not be over 5 MB: split the list', 'body');

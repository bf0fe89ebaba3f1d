import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BucketModel } from '../model';
import { decodeChunked } from './aws-chunked';

interface StoredObject {
  readonly body: Buffer;
  readonly etag: string;
  readonly contentType: string;
  readonly modified: Date;
}

/** An object that was put, for those whom its bucket tells. */
export type OnCreated = (
  bucket: string,
  object: { key: string; size: number; etag: string },
) => void;

/** Bytes that an object may have here: it is kept in memory. */
const largestObject = 256 * 1024 ** 2;

/** S3, path-style: puts, gets (also of ranges), heads and deletions of single objects, in memory. */
export class Buckets {
  private readonly objects = new Map<string, StoredObject>();

  constructor(
    private readonly models: readonly BucketModel[],
    private readonly onCreated: OnCreated,
  ) {}

  /** Answers a request to S3. @returns false for any other request */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const { pathname } = new URL(request.url ?? '/', 'http://s3');
    const [, name = '', path = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const bucket = this.models.find((each) => each.name === name);
    // Only S3 has every request tell the hash of its body.
    if (!bucket && request.headers['x-amz-content-sha256'] === undefined) return false;
    if (!bucket) {
      refuse(response, 404, 'NoSuchBucket');
      return true;
    }
    const key = decodeURIComponent(path);
    await this.run(bucket, key, request, response);
    return true;
  }

  private async run(
    bucket: BucketModel,
    key: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const place = `${bucket.name}/${key}`;
    const { method } = request;
    if (method === 'PUT') return this.put(bucket, key, request, response);
    if (method === 'DELETE') {
      this.objects.delete(place);
      return void response.writeHead(204).end();
    }
    const object = this.objects.get(place);
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 501, 'NotImplemented');
    if (!object) return refuse(response, 404, 'NoSuchKey');
    give(object, request, response);
  }

  private async put(
    bucket: BucketModel,
    key: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const sent = await readAll(request);
    if (!sent) return refuse(response, 400, 'EntityTooLarge');
    const isChunked = String(request.headers['content-encoding'] ?? '').includes('aws-chunked');
    const body = isChunked ? decodeChunked(sent) : sent;
    const etag = createHash('md5').update(body).digest('hex');
    const contentType = request.headers['content-type'] ?? 'binary/octet-stream';
    this.objects.set(`${bucket.name}/${key}`, { body, etag, contentType, modified: new Date() });
    response.writeHead(200, { ETag: `"${etag}"` }).end();
    if (bucket.tellsEventBridge) this.onCreated(bucket.name, { key, size: body.length, etag });
  }
}

function give(object: StoredObject, request: IncomingMessage, response: ServerResponse): void {
  const { length } = object.body;
  const range = rangeOf(request.headers.range, length);
  if (range === 'unsatisfiable') {
    refuse(response, 416, 'InvalidRange');
    return;
  }
  const body = range ? object.body.subarray(range.from, range.to + 1) : object.body;
  response.writeHead(range ? 206 : 200, {
    'Content-Length': body.length,
    'Content-Type': object.contentType,
    'Last-Modified': object.modified.toUTCString(),
    ETag: `"${object.etag}"`,
    ...(range && { 'Content-Range': `bytes ${range.from}-${range.to}/${length}` }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** One range of bytes, both ends included. */
function rangeOf(header: string | undefined, length: number) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const to = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  return from > to ? 'unsatisfiable' : { from, to };
}

async function readAll(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > largestObject) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' });
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
  );
}

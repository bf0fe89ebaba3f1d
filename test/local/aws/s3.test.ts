import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { S3CallLists } from '../../../lambdas/adapters/s3/call-lists';
import { type AwsServer, startAwsServer } from '../../../local/aws/aws-server';
import { Buckets } from '../../../local/aws/s3';
import { localClient } from '../../../local/services/local-client';

const told: unknown[] = [];
let server: AwsServer;
let s3: S3Client;
beforeAll(async () => {
  const models = [
    { name: 'lists', tellsEventBridge: true },
    { name: 'quiet', tellsEventBridge: false },
  ];
  const buckets = new Buckets(models, (...event) => told.push(event));
  server = await startAwsServer({}, [(...exchange) => buckets.serve(...exchange)]);
  s3 = clientFor(server.url);
});
afterAll(async () => {
  s3.destroy();
  await server.stop();
});

const clientFor = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
    maxAttempts: 1,
  });

const put = (Bucket: string, Key: string, Body: Buffer | Readable, size?: number) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(size && { ContentLength: size }) }));
const get = async (Key: string, Range?: string) => {
  const { Body, ContentRange } = await s3.send(
    new GetObjectCommand({ Bucket: 'lists', Key, ...(Range && { Range }) }),
  );
  return { text: await Body?.transformToString(), ContentRange };
};

describe("the stage's S3", () => {
  it('gives back what was put, under any name, and tells of it', async () => {
    await put('lists', 'lists/a b/ü+?.csv', Buffer.from('1\n2\n'));
    expect((await get('lists/a b/ü+?.csv')).text).toBe('1\n2\n');
    expect(told.at(-1)).toEqual([
      'lists',
      { key: 'lists/a b/ü+?.csv', size: 4, etag: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
  });

  it('takes what a client streams', async () => {
    const text = 'x'.repeat(100_000);
    await put('lists', 'stream', Readable.from([Buffer.from(text)]), text.length);
    expect((await get('stream')).text).toBe(text);
  });

  it.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
  ])('gives the range %s', async (range, text, contentRange) => {
    await put('quiet', 'unused', Buffer.from('x'));
    await put('lists', 'ten', Buffer.from('0123456789'));
    expect(await get('ten', range)).toEqual({ text, ContentRange: contentRange });
  });

  it('refuses a range that is not there', async () => {
    await put('lists', 'ten', Buffer.from('0123456789'));
    await expect(get('ten', 'bytes=10-20')).rejects.toMatchObject({ name: 'InvalidRange' });
  });

  it('tells nobody for a bucket that does not', async () => {
    const before = told.length;
    await put('quiet', 'a', Buffer.from('x'));
    expect(told).toHaveLength(before);
  });

  it('has no object that was deleted, and no other bucket', async () => {
    await put('lists', 'gone', Buffer.from('x'));
    await s3.send(new DeleteObjectCommand({ Bucket: 'lists', Key: 'gone' }));
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
    const head = new HeadObjectCommand({ Bucket: 'elsewhere', Key: 'a' });
    await expect(s3.send(head)).rejects.toThrow();
  });
});

describe('lists of calls over the wire', () => {
  it('are streamed with their ETag, and have their report beside them', async () => {
    const place = { bucket: 'lists', key: 'lists/calls' };
    await put('lists', place.key, Buffer.from('1\n'));
    const lists = new S3CallLists(s3);
    const { etag, bytes } = await lists.open(place);
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('1\n');
    const counts = { lines: 1, named: 1, badLines: 0, bad: [], requested: 1, duplicates: 0 };
    const report = { schemaVersion: 1, auditId: 'a', etag, ...counts } as const;
    await lists.putReport(place, report);
    const { text } = await get('lists/calls.result.json');
    expect(JSON.parse(text ?? '')).toEqual(report);
  });

  it.each([
    { bucket: 'lists', key: 'missing' },
    { bucket: 'elsewhere', key: 'a' },
  ])('that are not there say so: %j', async (place) => {
    const lists = new S3CallLists(s3);
    await expect(lists.open(place)).rejects.toMatchObject({ code: 'list-not-found' });
  });

  it('that may not be read say so', async () => {
    const refusing = await startAwsServer({}, [
      async (_, response) => {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>');
        return true;
      },
    ]);
    const client = new S3Client({ ...localClient(refusing.url), forcePathStyle: true });
    const opening = new S3CallLists(client).open({ bucket: 'theirs', key: 'a' });
    await expect(opening).rejects.toMatchObject({ code: 'list-not-readable' });
    client.destroy();
    await refusing.stop();
  });
});

import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';
import { s3Client } from '../../../lambdas/adapters/s3/client';
import { S3SealArchive } from '../../../lambdas/adapters/s3/seal-archive';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';

/** S3's conditional put, as far as an archive needs it. */
const objects = new Map<string, string>();
const service = { isForbidden: false };
let server: HttpServer;
let client: S3Client;

beforeAll(async () => {
  server = await startHttp((request, body, response) => {
    const { method, url = '', headers } = request;
    const { pathname } = new URL(url, 'http://localhost');
    if (service.isForbidden) response.statusCode = 403;
    else if (method !== 'PUT' || headers['if-none-match'] !== '*') response.statusCode = 400;
    else if (!headers['x-amz-checksum-sha256']) response.statusCode = 400;
    else if (objects.has(pathname)) response.statusCode = 412;
    else objects.set(pathname, body);
    const checksum = createHash('sha256').update(body).digest('base64');
    if (response.statusCode === 200 && headers['x-amz-checksum-sha256'] !== checksum) {
      response.statusCode = 400;
    }
    response.end();
  });
  useLocalAws({ AWS_ENDPOINT_URL_S3: server.endpoint });
  client = s3Client();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

test('the first text under a key stays', async () => {
  const archive = new S3SealArchive(client, 'seals');
  expect(await archive.putIfAbsent('manifests/a/1.json', 'first')).toBe(true);
  expect(await archive.putIfAbsent('manifests/a/1.json', 'second')).toBe(false);
  expect([...objects]).toEqual([['/seals/manifests/a/1.json', 'first']]);
});

test('any other refusal is an error', async () => {
  service.isForbidden = true;
  await expect(new S3SealArchive(client, 'seals').putIfAbsent('b', 'text')).rejects.toThrow();
});

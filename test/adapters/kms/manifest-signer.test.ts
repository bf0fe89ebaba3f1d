import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { kmsClient } from '../../../lambdas/adapters/kms/client';
import { KmsManifestSigner } from '../../../lambdas/adapters/kms/manifest-signer';
import { useLocalAws } from '../../support/aws-env';
import { type HttpServer, startHttp } from '../../support/http-server';

const keyArn = 'arn:aws:kms:eu-central-1:000000000000:key/the-key';
const text = '{"manifest":"ü"}';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const service = { answer: {} as object, status: 200 };
let asked: Record<string, unknown> = {};
let server: HttpServer;
let client: KMSClient;

beforeAll(async () => {
  server = await startHttp((request, body, response) => {
    asked = { target: request.headers['x-amz-target'], ...JSON.parse(body) };
    response.statusCode = service.status;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify(service.answer));
  });
  useLocalAws({ AWS_ENDPOINT_URL_KMS: server.endpoint });
  client = kmsClient();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

test('KMS signs the hash, and the signature is over the text', async () => {
  const value = sign('sha256', Buffer.from(text), privateKey).toString('base64');
  Object.assign(service, { status: 200, answer: { KeyId: keyArn, Signature: value } });
  const signature = await new KmsManifestSigner(client, keyArn).sign(text);
  expect(asked).toEqual({
    target: 'TrentService.Sign',
    KeyId: keyArn,
    Message: createHash('sha256').update(text).digest('base64'),
    MessageType: 'DIGEST',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  expect(signature).toEqual({ keyId: keyArn, algorithm: 'ECDSA_SHA_256', value });
  const bytes = Buffer.from(signature.value, 'base64');
  expect(verify('sha256', Buffer.from(text), publicKey, bytes)).toBe(true);
});

test('a refusal is an error', async () => {
  const answer = { __type: 'AccessDeniedException', message: 'no' };
  Object.assign(service, { status: 400, answer });
  await expect(new KmsManifestSigner(client, keyArn).sign(text)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

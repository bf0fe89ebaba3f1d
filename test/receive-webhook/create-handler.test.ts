import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { createHandler } from '../../lambdas/receive-webhook/create-handler';
import { importGongKey } from '../../lambdas/receive-webhook/verify';
import { lambdaContext, proxyEvent } from '../support/lambda-events';
import { startLedger, type TestLedger } from '../support/ledger';
import { recordingTools } from '../support/recording-tools';
import { sha256, signWebhook } from '../support/sign-webhook';

const url = 'https://hooks.example.com/webhooks/gong';
const body = '{"callData":{"metaData":{"id":"7782342274025937895"}},"isTest":false}';
const newKeys = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  return { spki, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
};
const gong = newKeys();

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());

const hour = 3_600_000;
/** Everything that is due up to an hour from now. */
const due = async () =>
  (await ledger.dueCalls.due({ from: Date.now() - hour, to: Date.now() + hour })).map(
    ({ callId }) => callId,
  );

async function send(
  token: string | undefined,
  sent: string = body,
  more: { isBase64Encoded?: boolean; configured?: string } = {},
) {
  const tools = { ...recordingTools(), clock: Date.now };
  const handler = createHandler(
    {
      key: importGongKey(gong.spki),
      url: more.configured ?? url,
      replays: ledger.replays,
      dueCalls: ledger.dueCalls,
      delays: [60_000, 120_000],
      clock: Date.now,
    },
    tools,
  );
  const event = proxyEvent({
    method: 'POST',
    resource: '/webhooks/gong',
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: token }),
    },
    body: sent,
    isBase64Encoded: more.isBase64Encoded ?? false,
  });
  const answer: APIGatewayProxyResult = await handler(event, lambdaContext());
  return { status: answer.statusCode, json: JSON.parse(answer.body), lines: tools.lines };
}

const idOf = (n: number) => `${n}`.padStart(18, '7');
const bodyFor = (callId: string) => body.replace('7782342274025937895', callId);

describe("Gong's webhook", () => {
  it('notes the call, once for each delay', async () => {
    const sent = bodyFor(idOf(1));
    const answer = await send(await signWebhook(gong.pem, sent, url), sent);
    expect([answer.status, answer.json]).toEqual([200, { received: true }]);
    expect((await due()).filter((callId) => callId === idOf(1))).toHaveLength(2);
  });

  it('takes the bare body that its page shows, base64, and "Bearer" before the token', async () => {
    const sent = `{"metaData":{"id":"${idOf(2)}"}}`;
    const token = await signWebhook(gong.pem, sent, `${url}?from=gong`);
    const encoded = Buffer.from(sent).toString('base64');
    expect((await send(`Bearer ${token}`, encoded, { isBase64Encoded: true })).status).toBe(200);
    expect(await due()).toContain(idOf(2));
  });

  it('is answered without effect if it is a test', async () => {
    const sent = bodyFor(idOf(3)).replace('"isTest":false', '"isTest":true');
    expect((await send(await signWebhook(gong.pem, sent, url), sent)).status).toBe(200);
    expect(await due()).not.toContain(idOf(3));
  });

  it('goes by the address of the request if none was named', async () => {
    const sent = bodyFor(idOf(4));
    const token = await signWebhook(gong.pem, sent, url);
    expect((await send(token, sent, { configured: 'request' })).status).toBe(401);
    expect(await due()).not.toContain(idOf(4));
  });

  it.each([
    ['a number for an ID', '{"callData":{"metaData":{"id":7782342274025937895}}}'],
    ['no call', '{"isTest":false}'],
    ['what is not JSON', 'hello'],
  ])('is refused with %s, though signed', async (_, sent) => {
    const answer = await send(await signWebhook(gong.pem, sent, url), sent);
    expect([answer.status, answer.json.field]).toEqual([400, 'callData.metaData.id']);
  });
});

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claimsFor = (sent: string) => ({
  webhook_url: url,
  body_sha256: sha256(sent),
  exp: Math.floor(Date.now() / 1_000) + 300,
});

/** HS256 with the public key as secret: what a verifier accepts that lets the token choose. */
function signedWithThePublicKey(sent: string): string {
  const text = `${base64url({ alg: 'HS256' })}.${base64url(claimsFor(sent))}`;
  const pem = `-----BEGIN PUBLIC KEY-----\n${gong.spki}\n-----END PUBLIC KEY-----`;
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
}

describe('a forged webhook has no effect and learns nothing', () => {
  const sent = bodyFor(idOf(9));
  const before = { exp: Math.floor(Date.now() / 1_000) - 1 };
  const forgeries: [string, () => Promise<string | undefined> | string | undefined, string][] = [
    ['another key', () => signWebhook(newKeys().pem, sent, url), sent],
    ['HS256 with the public key', () => signedWithThePublicKey(sent), sent],
    ['alg none', () => `${base64url({ alg: 'none' })}.${base64url(claimsFor(sent))}.`, sent],
    ['a byte changed', () => signWebhook(gong.pem, sent, url), sent.replace('79"', '78"')],
    ['another address', () => signWebhook(gong.pem, sent, 'https://hooks.example.com/b'), sent],
    ['an expired token', () => signWebhook(gong.pem, sent, url, before), sent],
    ['no exp', () => signWebhook(gong.pem, sent, url, { exp: undefined }), sent],
    ['no webhook_url', () => signWebhook(gong.pem, sent, url, { webhook_url: undefined }), sent],
    ['no body_sha256', () => signWebhook(gong.pem, sent, url, { body_sha256: undefined }), sent],
    ['no header', () => undefined, sent],
    ['no token', () => 'Bearer ', sent],
  ];

  it.each(forgeries)('%s: 401', async (_, token, given) => {
    const answer = await send(await token(), given);
    expect([answer.status, answer.json]).toEqual([
      401,
      {
        requestId: expect.any(String),
        errors: ['The signature is not valid'],
        code: 'invalid-signature',
      },
    ]);
    expect(await due()).not.toContain(idOf(9));
    expect(JSON.stringify(answer.lines)).not.toContain('eyJ');
  });

  it('replayed: 200, and nothing is noted again', async () => {
    const first = bodyFor(idOf(10));
    const token = await signWebhook(gong.pem, first, url);
    for (let n = 0; n < 3; n++) expect((await send(token, first)).status).toBe(200);
    expect((await due()).filter((callId) => callId === idOf(10))).toHaveLength(2);
  });

  it('oversized: 413 before anything is checked', async () => {
    const large = `{"callData":{"metaData":{"id":"1"}},"x":"${'a'.repeat(1024 * 1024)}"}`;
    const answer = await send(await signWebhook(gong.pem, large, url), large);
    expect([answer.status, answer.json.code]).toEqual([413, 'body-too-large']);
  });
});

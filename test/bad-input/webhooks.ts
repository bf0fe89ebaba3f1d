import { generateKeyPairSync } from 'node:crypto';
import { scan } from '../faults/invariants';
import { newCallIds } from '../faults/stage/actions';
import type { Scene } from '../faults/stage/scene';
import type { Site } from '../faults/stage/site';
import { sha256, signWebhook } from '../support/sign-webhook';
import { expectRefusal } from './expect-refusal';
import { withScene } from './with-scene';

export const badWebhooks = (site: () => Site) =>
  describe('bad webhooks', () => {
    let scene: Scene;
    withScene(site, (opened) => {
      scene = opened;
    });

    const bodyFor = (callId: unknown) => JSON.stringify({ callData: { metaData: { id: callId } } });
    const send = (body: string, authorization: string) =>
      scene.http.post('/webhooks/gong', body, { headers: { authorization }, signed: false });
    const noted = async () => (await scan(scene)).length;

    const [callId = ''] = newCallIds(1);
    const body = bodyFor(callId);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const another = () =>
      generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString();

    const forged: Record<string, () => Promise<string> | string> = {
      'no token': () => '',
      'another key': () => signWebhook(another(), body, site().webhook.url),
      'another body': () => signWebhook(site().webhook.privateKey, `${body} `, site().webhook.url),
      'another address': () =>
        signWebhook(site().webhook.privateKey, body, 'https://example.com/webhooks/gong'),
      'a token that has expired': () =>
        signWebhook(site().webhook.privateKey, body, site().webhook.url, { exp: 1_000_000 }),
      'no algorithm': () => {
        const claims = { webhook_url: site().webhook.url, body_sha256: sha256(body), exp: 9e9 };
        return `${part({ alg: 'none' })}.${part(claims)}.`;
      },
      'a token of dots': () => '.'.repeat(8_000),
    };

    it.each(Object.keys(forged))('row 48: with %s nothing is noted: 401', async (name) => {
      const before = await noted();
      const reply = await send(body, (await forged[name]?.()) ?? '');
      expectRefusal(reply, { status: 401, code: 'invalid-signature' });
      expect(await noted()).toBe(before);
    });

    it('row 48: replayed it is a 200 without effect', async () => {
      const token = await signWebhook(site().webhook.privateKey, body, site().webhook.url);
      expect((await send(body, token)).status).toBe(200);
      const after = await noted();
      expect((await send(body, token)).status).toBe(200);
      expect(await noted()).toBe(after);
    });

    it.each([[17], [''], [null], [['1']], ['../1'], ['1'.repeat(21)]])(
      'rows 12 and 16: signed, but the ID %j: 400',
      async (id) => {
        const before = await noted();
        const sent = bodyFor(id);
        const token = await signWebhook(site().webhook.privateKey, sent, site().webhook.url);
        const reply = await send(sent, token);
        expect([reply.status, reply.body.field]).toEqual([400, 'callData.metaData.id']);
        expect(await noted()).toBe(before);
      },
    );
  });

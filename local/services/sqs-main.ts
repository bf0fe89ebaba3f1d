import type { AddressInfo } from 'node:net';
import { region } from '../identities';
import { runChildService } from './child-service';

/**
 * SQS: fauxqs, in memory. It knows a queue only by the URL that it made, under a host name that not every
 * system resolves: here the same queue has a URL with an address.
 */
void runChildService(async () => {
  // An ES module without a CommonJS entry.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  app.addHook('preHandler', async ({ body }: { body: unknown }) => {
    if (hasQueueUrl(body)) {
      body.QueueUrl = body.QueueUrl.replace('//127.0.0.1:', `//sqs.${region}.localhost:`);
    }
  });
  // Not its own starter, which listens on every interface.
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: async () => void (await app.close()) };
});

function hasQueueUrl(body: unknown): body is { QueueUrl: string } {
  return typeof body === 'object' && body !== null && 'QueueUrl' in body;
}

import type { AddressInfo } from 'node:net';
import { runChildService } from './child-service';

/** SQS: fauxqs, in memory. Not its own starter, which listens on every interface. */
void runChildService(async () => {
  // An ES module without a CommonJS entry.
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: async () => void (await app.close()) };
});

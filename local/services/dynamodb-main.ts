import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { runChildService } from './child-service';

/** DynamoDB: dynalite, in memory or in a LevelDB folder. */
void runChildService(async ({ path }: { path?: string }) => {
  // It opens its files behind its own back: what goes wrong there reaches nobody else.
  process.on('uncaughtException', ({ message }) => {
    const hint = path === undefined ? '' : ` (is another stage using ${path}?)`;
    process.stderr.write(`DynamoDB: ${message}${hint}\n`);
    process.exit(1);
  });
  const server: Server = dynalite({
    ...(path !== undefined && { path }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        // Closes the database too, once the connections are gone.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
});

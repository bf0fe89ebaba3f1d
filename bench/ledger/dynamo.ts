import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

/** DynamoDB in a process of its own; tells its URL to the parent. */
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const script = `
  import { startFauxqs } from 'fauxqs';
  const server = await startFauxqs({ port: 0, logger: false });
  console.log('port ' + server.port);
`;

/** fauxqs in a process of its own: it is an ES module, which jest cannot load. */
export async function startSqs(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await portOf(child);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function portOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    const port = /^port ([0-9]+)$/m.exec(said)?.[1];
    if (port) return port;
  }
  throw new Error('fauxqs did not start');
}

import { spawnSync } from 'node:child_process';
import { projectRoot } from './lock-file';

/** How long the registry may take, milliseconds: what it does not answer by then was not checked. */
const patience = 60_000;

/** What npm says as JSON; absent if it says nothing that is. */
export function askNpm<T>(...args: string[]): T | undefined {
  const options = ['--json', '--fetch-retries=0', `--fetch-timeout=${patience}`];
  const { stdout } = spawnSync('npm', [...args, ...options], {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: patience,
  });
  try {
    return JSON.parse(stdout) as T;
  } catch {
    return undefined;
  }
}

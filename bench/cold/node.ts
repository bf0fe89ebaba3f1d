import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../local/synth';

export interface Node {
  readonly path: string;
  readonly version: string;
}

/** What Lambda's runtime nodejs24.x is made of. */
const version = '24.21.0';

/** Node 24 from npm, kept in `.bench`; the running Node where there is none. */
export async function node24(): Promise<Node> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(projectRoot, '.bench', 'node');
  const path = join(folder, 'node_modules', name, 'bin', 'node');
  try {
    if (!existsSync(path)) {
      const options = ['--no-audit', '--no-fund', '--prefix', folder];
      await promisify(execFile)('npm', ['install', ...options, `${name}@${version}`]);
    }
    const { stdout } = await promisify(execFile)(path, ['--version']);
    return { path, version: stdout.trim() };
  } catch {
    return { path: process.execPath, version: process.version };
  }
}

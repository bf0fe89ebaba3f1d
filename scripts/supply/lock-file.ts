import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  /** Comes within the archive of the package around it. */
  readonly inBundle?: boolean;
}

export const projectRoot = join(__dirname, '..', '..');

/** What runs in production: the packages of the lock file that are not for development only. */
export const runtimePackages = (): LockedPackage[] =>
  entries()
    .filter(([, { dev, devOptional }]) => !dev && !devOptional)
    .map(([path, { version = '', license = 'unknown' }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      license,
    }));

/** Paths of packages that anything could be installed as. */
export const unhashedPackages = (): string[] =>
  entries()
    .filter(([, { integrity, inBundle }]) => !integrity && !inBundle)
    .map(([path]) => path);

/** All packages of the lock file by path, without the project itself. */
function entries(): [path: string, entry: LockEntry][] {
  const text = readFileSync(join(projectRoot, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };
  return Object.entries(packages).filter(([path]) => path !== '');
}

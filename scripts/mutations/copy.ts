import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const projectRoot = join(__dirname, '..', '..');
/** What a copy does not need, or takes from here. */
const left = new Set(['node_modules', '.git', '.venv', '.ci', 'cdk.out', 'coverage', '.local']);

/** A copy of the sources that may be damaged; the checkout never is. */
export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'gong-access-audit-mutated-'));

  constructor() {
    const isWanted = (path: string) => !left.has(relative(projectRoot, path).split('/')[0] ?? '');
    cpSync(projectRoot, this.folder, { recursive: true, filter: isWanted });
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /**
   * Replaces a text in a file.
   * @returns what undoes it; absent if the file does not hold the text
   */
  mutate(file: string, from: string, to: string): (() => void) | undefined {
    const path = join(this.folder, file);
    const source = readFileSync(path, 'utf8');
    if (!source.includes(from)) return undefined;
    const mutated = source.replace(from, () => to);
    writeFileSync(path, mutated);
    return () => writeFileSync(path, source);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

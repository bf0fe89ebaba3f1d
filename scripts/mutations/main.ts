import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type Mutation, mutations } from './mutations';

const projectRoot = join(__dirname, '..', '..');
/** What a copy does not need, or takes from here. */
const left = new Set(['node_modules', '.git', '.venv', '.ci', 'cdk.out', 'coverage', '.local']);

/**
 * Checks the gates: takes one safeguard after another out of a copy of the sources and runs the test that guards it.
 * Each must turn red, and be green without the mutation. `npm run test:mutations`, or `-- TEXT` for those named so.
 */
function main(text = ''): void {
  const copy = copyOfProject();
  try {
    const chosen = mutations.filter(({ name }) => name.includes(text));
    const tests = [...new Set(chosen.map(({ test }) => test))];
    if (!passes(copy, tests)) throw new Error('the tests fail without any mutation');
    const results = chosen.map((mutation) => ({ mutation, red: turnsRed(copy, mutation) }));
    for (const { mutation, red } of results) {
      const found = red ? 'red' : 'NOT NOTICED';
      process.stdout.write(`${mutation.name.padEnd(52)} ${mutation.test.padEnd(52)} ${found}\n`);
    }
    const noticed = results.filter(({ red }) => red).length;
    process.stdout.write(`${noticed} of ${results.length} mutations turn the build red\n`);
    process.exitCode = noticed === results.length ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'gong-access-audit-mutated-'));
  const isWanted = (path: string) => !left.has(relative(projectRoot, path).split('/')[0] ?? '');
  cpSync(projectRoot, copy, { recursive: true, filter: isWanted });
  symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** @throws Error if the source is not what the mutation is about any more */
function turnsRed(copy: string, { name, file, from, to, test }: Mutation): boolean {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (!source.includes(from)) throw new Error(`${name}: ${file} does not hold ${from}`);
  writeFileSync(
    path,
    source.replace(from, () => to),
  );
  try {
    return !passes(copy, [test]);
  } finally {
    writeFileSync(path, source);
  }
}

function passes(copy: string, tests: readonly string[]): boolean {
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const args = [jest, '--selectProjects=parts', '--ci', '--maxWorkers=2', '--runTestsByPath'];
  const { status } = spawnSync(process.execPath, [...args, ...tests], { cwd: copy });
  return status === 0;
}

main(process.argv[2]);

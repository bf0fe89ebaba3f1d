import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Of a file of tests. `not started`: no test ran, as when a source does not compile. */
export type Outcome =
  | { readonly ended: 'passed' | 'not started' | 'taken too long' }
  | { readonly ended: 'failed' /** Name of the first test that failed. */; readonly by: string };

/** Jest's report, as far as it is needed here. */
interface Report {
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Runs files of tests in a folder. @param patience milliseconds, for all of them */
export async function runTests(
  folder: string,
  tests: readonly string[],
  patience: number,
): Promise<ReadonlyMap<string, Outcome>> {
  const file = join(folder, 'report.json');
  rmSync(file, { force: true });
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--selectProjects=parts', '--ci', '--maxWorkers=2', '--json'];
  const args = [jest, ...options, `--outputFile=${file}`, '--runTestsByPath', ...tests];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore', timeout: patience });
  const [, signal] = await once(child, 'exit');
  const { testResults }: Report = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { testResults: [] };
  return new Map(
    tests.map((test) => {
      const result = testResults.find(({ name }) => name.endsWith(`/${test}`));
      if (result) return [test, outcomeOf(result)];
      return [test, { ended: signal === null ? 'not started' : 'taken too long' }];
    }),
  );
}

function outcomeOf({ status, assertionResults }: Report['testResults'][number]): Outcome {
  if (status === 'passed') return { ended: 'passed' };
  const failed = assertionResults.find((each) => each.status === 'failed');
  return failed ? { ended: 'failed', by: failed.fullName } : { ended: 'not started' };
}

import { inParallel } from '../../lambdas/domain/in-parallel';
import { expectInvariants } from './invariants';
import type { Case, Row } from './row';
import { openScene } from './stage/scene';
import type { Site } from './stage/site';

export interface RowResult {
  readonly row: number;
  readonly fault: string;
  readonly runs: number;
  readonly failures: readonly string[];
  /** Seconds of all runs together. */
  readonly seconds: number;
}

interface Job {
  readonly row: Row;
  readonly one: Case;
}

/** Runs every case in a scene of its own, a few at a time. */
export async function runAll(
  site: Site,
  rows: readonly Row[],
  atOnce: number,
): Promise<RowResult[]> {
  const jobs: Job[] = rows.flatMap((row) => row.cases.map((one) => ({ row, one })));
  const done = await inParallel(atOnce, jobs, async (job) => ({
    job,
    ...(await runCase(site, job)),
  }));
  return rows.map((row) => {
    const own = done.filter(({ job }) => job.row === row);
    return {
      row: row.row,
      fault: row.fault,
      runs: own.reduce((sum, { runs }) => sum + runs, 0),
      failures: own.flatMap(({ failure }) => failure ?? []),
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
    };
  });
}

async function runCase(
  site: Site,
  { row, one }: Job,
): Promise<{ failure?: string; seconds: number; runs: number }> {
  const started = performance.now();
  const name = `${row.row} (${one.name})`;
  const scene = await openScene(site, one.scene);
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const held = async () => {
      const runs = await one.run(scene, site);
      await expectInvariants(scene, one.allowed);
      return runs;
    };
    const runs = await withinLimit(held());
    if (process.env.FAULTS_VERBOSE)
      process.stderr.write(`held ${name} ${seconds().toFixed(1)} s\n`);
    return { seconds: seconds(), runs: typeof runs === 'number' ? runs : 1 };
  } catch (error) {
    const failure = `${name}: ${error instanceof Error ? error.message : error}`;
    process.stderr.write(`FAILED ${failure}\n${lastWords(scene.logs)}`);
    return { failure, seconds: seconds(), runs: 1 };
  } finally {
    await scene.close();
  }
}

/** Longer than any case takes, milliseconds: one that hangs must not hide the others. */
const caseLimit = 300_000;

async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not come to an end')), caseLimit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

const lastWords = (logs: readonly string[]): string =>
  logs
    .filter((line) => !line.startsWith('{"_aws"'))
    .slice(-6)
    .map((line) => `  ${line.slice(0, 300)}\n`)
    .join('');

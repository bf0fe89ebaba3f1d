import type { PaceConfig } from '../../lambdas/domain/pace';
import type { GongStandInOptions } from '../../local/gong/options';
import type { Stats } from '../../local/gong/stats';
import type { PacedResult, PacedWork } from './paced-worker';
import { callIdsOf, runScript, type Started, startDynamo, startGong, statsOf } from './processes';
import { createTable } from './table';
import type { UnpacedResult, UnpacedWork } from './unpaced-worker';

/** Gong as measured: a few ms of jitter on the way, and the latencies that performance models use. */
export const usualGong: GongStandInOptions = {
  shareUnknown: 0,
  arrivalJitterMs: 6,
  latency: { medianMs: 250, p99Ms: 1_500 },
};

/** No share is kept back unless a scenario is about shares. */
export const usualConfig: PaceConfig = {
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  interactiveShare: 0,
  othersShare: 0,
  dayHours: 24,
};

/** A Gong and a ledger of their own for one scenario, each in its own process. */
export class Site {
  private constructor(
    readonly gong: Started,
    private readonly dynamo: Started,
  ) {}

  static async start(options: GongStandInOptions): Promise<Site> {
    const [gong, dynamo] = await Promise.all([startGong(options), startDynamo()]);
    await createTable(dynamo.url);
    return new Site(gong, dynamo);
  }

  async chunks(requests: number, size = 100): Promise<string[][]> {
    const callIds = await callIdsOf(this.gong, requests * size);
    return Array.from({ length: requests }, (_, i) => callIds.slice(i * size, (i + 1) * size));
  }

  stats(): Promise<Stats> {
    return statsOf(this.gong);
  }

  /** Runs a script as a function of this site, in a process of its own. */
  run(script: string, job: object): Promise<unknown> {
    return runScript(script, { ...job, dynamoUrl: this.dynamo.url, gongUrl: this.gong.url });
  }

  async paced(
    work: Omit<PacedWork, 'dynamoUrl' | 'gongUrl' | 'accessKeySecret'> & {
      accessKeySecret?: string;
    },
  ) {
    const job: Partial<PacedWork> = { accessKeySecret: 'stand-in-secret', ...work };
    return (await this.run('bench/pace/paced-worker.ts', job)) as PacedResult;
  }

  async unpaced(work: Omit<UnpacedWork, 'gongUrl'>) {
    return (await this.run('bench/pace/unpaced-worker.ts', work)) as UnpacedResult;
  }

  async stop(): Promise<void> {
    await Promise.all([this.gong.stop(), this.dynamo.stop()]);
  }
}

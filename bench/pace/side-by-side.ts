import type { Stats } from '../../local/gong/stats';
import { efficiency, percent, quantile, type Row, seconds } from './report';
import { Site, usualConfig, usualGong } from './site';
import type { UnpacedResult } from './unpaced-worker';

const rate = usualConfig.requestsPerSecond;

/** 30,000 calls at 3 a second, three ways at once, each against a Gong of its own. */
export async function sideBySide(scale: number): Promise<Row[]> {
  const requests = Math.ceil(300 * scale);
  return (
    await Promise.all([
      paced(requests),
      unpaced(requests, 1, 'retry-after', 'sequential script, Retry-After'),
      unpaced(requests, 10, 'full-jitter', 'ten workers, full jitter'),
    ])
  ).flat();
}

async function paced(requests: number): Promise<Row[]> {
  const site = await Site.start(usualGong);
  const chunks = await site.chunks(requests);
  const checks = chunks.slice(0, Math.ceil(requests / 9)).map((chunk) => chunk.slice(0, 1));
  const config = usualConfig;
  const [batch, checked] = await Promise.all([
    site.paced({ config, priority: 'bulk', chunks, atOnce: 8, deadlineMs: 600_000 }),
    site.paced({ config, priority: 'interactive', chunks: checks, everyMs: 3_000, ...oneByOne }),
  ]);
  const stats = await site.stats();
  await site.stop();
  const reached = efficiency(rate, batch.sent, checked.sent);
  const row = comparison('this pacer', stats, batch, { workers: 1, requests, reached });
  // In a short run the first requests weigh more, when processes and connections are cold.
  const promised = requests < 300 ? 0.9 : 0.96;
  const p95 = quantile(checked.waits, 0.95);
  return [
    { ...row, kept: reached >= promised && stats.refusedBySecond <= 1 },
    {
      what: 'interactive checks meanwhile, wait before Gong is asked',
      figures: {
        requests: checked.waits.length,
        'p50 s': seconds(quantile(checked.waits, 0.5)),
        'p95 s': seconds(p95),
      },
      kept: p95 < 1_500 && Object.keys(checked.failures).length === 0,
    },
  ];
}

const oneByOne = { atOnce: 1, deadlineMs: 20_000 };

async function unpaced(
  requests: number,
  workers: number,
  after429: 'retry-after' | 'full-jitter',
  what: string,
): Promise<Row[]> {
  const site = await Site.start(usualGong);
  const chunks = await site.chunks(requests);
  const result = await site.unpaced({ chunks, workers, after429 });
  const stats = await site.stats();
  await site.stop();
  const reached = efficiency(rate, result.sent);
  return [comparison(what, stats, result, { workers, requests, reached })];
}

const comparison = (
  what: string,
  stats: Stats,
  { seconds }: UnpacedResult,
  { workers, requests, reached }: { workers: number; requests: number; reached: number },
): Row => ({
  what: `${requests * 100} calls, ${rate} a second: ${what}`,
  figures: {
    requests: stats.accepted,
    'of the limit': percent(reached),
    refused: stats.refusedBySecond,
    'worker-seconds': Math.round(seconds * workers),
  },
});

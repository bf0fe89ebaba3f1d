import type { Stats } from '../../local/gong/stats';
import { percent, quantile, type Row } from './report';
import { Site, usualConfig, usualGong } from './site';

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
  const common = { config: usualConfig, deadlineMs: 600_000 };
  const checks = chunks.slice(0, Math.ceil(requests / 15)).map((chunk) => chunk.slice(0, 1));
  const interactive = site.paced({
    ...common,
    priority: 'interactive',
    chunks: checks,
    atOnce: 1,
    everyMs: 3_000,
    deadlineMs: 20_000,
  });
  const batch = site.paced({ ...common, priority: 'bulk', chunks, atOnce: 8 });
  const [{ seconds }, statsAtEnd] = await Promise.all([batch, batch.then(() => site.stats())]);
  const checked = await interactive;
  await site.stop();
  const p95 = quantile(checked.latencies, 0.95);
  const own = quantile(checked.latencies, 0.5);
  const row = comparison('this pacer', statsAtEnd, seconds, 1, requests);
  return [
    { ...row, kept: efficiency(statsAtEnd, seconds) >= 0.96 && statsAtEnd.refusedBySecond <= 1 },
    {
      what: 'interactive checks meanwhile',
      figures: { requests: checked.latencies.length, 'p50 s': own / 1_000, 'p95 s': p95 / 1_000 },
      kept: p95 < 1_500 + 1_000 && Object.keys(checked.failures).length === 0,
    },
  ];
}

async function unpaced(
  requests: number,
  workers: number,
  after429: 'retry-after' | 'full-jitter',
  what: string,
): Promise<Row[]> {
  const site = await Site.start(usualGong);
  const { seconds } = await site.unpaced({
    chunks: await site.chunks(requests),
    workers,
    after429,
  });
  const stats = await site.stats();
  await site.stop();
  return [comparison(what, stats, seconds, workers, requests)];
}

/** The first request is sent at once, so that n of them fill n - 1 distances. */
const efficiency = (stats: Stats, seconds: number): number =>
  (stats.accepted - 1) / (rate * seconds);

const comparison = (
  what: string,
  stats: Stats,
  seconds: number,
  workers: number,
  requests: number,
): Row => ({
  what: `${requests * 100} calls, 3 a second: ${what}`,
  figures: {
    requests: stats.accepted,
    'of the limit': percent(efficiency(stats, seconds)),
    refused: stats.refusedBySecond,
    'worker-seconds': Math.round(seconds * workers),
  },
});

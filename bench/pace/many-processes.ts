import { percent, quantile, type Row, seconds } from './report';
import { Site, usualConfig, usualGong } from './site';

/** API, event-triggered audit and two batch functions at once, more work than the day has room for. */
export async function manyProcesses(scale: number): Promise<Row[]> {
  const requestsPerDay = Math.ceil(900 * scale);
  const config = {
    ...usualConfig,
    requestsPerSecond: 12,
    requestsPerDay,
    interactiveShare: 0.1,
    othersShare: 0.2,
  };
  const site = await Site.start({ ...usualGong, requestsPerSecond: 12, requestsPerDay });
  const chunks = await site.chunks(requestsPerDay, 10);
  const common = { config, deadlineMs: 60_000 };
  const work = [
    { priority: 'interactive', atOnce: 2, everyMs: 800, chunks: chunks.slice(0, 80 * scale) },
    { priority: 'event', atOnce: 4, chunks: chunks.slice(0, 100 * scale) },
    { priority: 'bulk', atOnce: 16, chunks },
    { priority: 'bulk', atOnce: 16, chunks },
  ] as const;
  const [checks] = await Promise.all(work.map((one) => site.paced({ ...common, ...one })));
  const stats = await site.stats();
  await site.stop();
  const budget = Math.floor(requestsPerDay * 0.8);
  const waits = checks?.waits ?? [];
  return [
    {
      what: `four processes, 12 a second, budget ${budget} of ${requestsPerDay} a day`,
      figures: {
        requests: stats.accepted,
        refused: stats.refusedBySecond,
        'of the budget': percent(stats.arrivals / budget),
        'p50 s': seconds(quantile(waits, 0.5)),
        'p95 s': seconds(quantile(waits, 0.95)),
      },
      kept: stats.refusedBySecond <= stats.accepted / 1_000 + 1 && stats.arrivals <= budget,
    },
  ];
}

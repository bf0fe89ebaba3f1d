import type { Row } from './report';
import { Site, usualConfig, usualGong } from './site';

/** One call in a hundred is unknown to Gong, which refuses the whole request for it: halving finds it. */
export async function unknownCalls(scale: number): Promise<Row[]> {
  const config = { ...usualConfig, requestsPerSecond: 100, requestsPerDay: 1_000_000 };
  const site = await Site.start({
    ...usualGong,
    shareUnknown: 0.01,
    requestsPerSecond: 100,
    requestsPerDay: 1_000_000,
    latency: { medianMs: 20, p99Ms: 60 },
  });
  const thousands = Math.ceil(20 * scale);
  const chunks = await site.chunks(thousands * 10);
  const work = { config, priority: 'bulk', chunks, atOnce: 20, deadlineMs: 120_000 } as const;
  const { outcomes, failures } = await site.paced(work);
  const stats = await site.stats();
  await site.stop();
  const per1000 = stats.arrivals / thousands;
  const all = outcomes.answered + outcomes.notFound === thousands * 1_000;
  return [
    {
      what: `${thousands},000 calls, 1 % unknown, 100 a second`,
      figures: {
        requests: stats.arrivals,
        refused: stats.refusedBySecond,
        'requests per 1,000 calls': Math.round(per1000),
        'not found': outcomes.notFound,
      },
      kept: per1000 <= 140 && all && Object.keys(failures).length === 0,
    },
  ];
}

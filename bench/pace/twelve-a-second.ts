import { efficiency, percent, type Row } from './report';
import { Site, usualConfig, usualGong } from './site';

const rate = 12;

/** 1,200 requests at 12 a second: a limit that Gong raised. */
export async function twelveASecond(scale: number): Promise<Row[]> {
  const requests = Math.ceil(1_200 * scale);
  const site = await Site.start({ ...usualGong, requestsPerSecond: rate });
  const chunks = await site.chunks(requests, 10);
  const config = { ...usualConfig, requestsPerSecond: rate };
  const result = await site.paced({
    config,
    priority: 'bulk',
    chunks,
    atOnce: 32,
    deadlineMs: 600_000,
  });
  const stats = await site.stats();
  await site.stop();
  return [
    {
      what: `${requests} requests, 12 a second`,
      figures: {
        requests: stats.accepted,
        'of the limit': percent(efficiency(rate, result.sent)),
        refused: stats.refusedBySecond,
        'worker-seconds': Math.round(result.seconds),
      },
      kept: stats.refusedBySecond <= 1,
    },
  ];
}

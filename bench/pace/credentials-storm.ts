import type { Row } from './report';
import { Site, usualConfig, usualGong } from './site';

/** A thousand messages in two processes while the secret is wrong, within one breaker window. */
export async function credentialsStorm(scale: number): Promise<Row[]> {
  const messages = Math.ceil(1_000 * scale);
  const site = await Site.start({ ...usualGong, latency: { medianMs: 100, p99Ms: 400 } });
  const chunks = await site.chunks(messages / 2, 1);
  const work = {
    config: usualConfig,
    accessKeySecret: 'wrong',
    priority: 'bulk',
    chunks,
    atOnce: 10,
    deadlineMs: 30_000,
  } as const;
  const results = await Promise.all([site.paced(work), site.paced(work)]);
  const stats = await site.stats();
  await site.stop();
  const answered = results.flatMap((result) => result.waits).length;
  return [
    {
      what: `${messages} messages with a wrong secret, one breaker window`,
      figures: { requests: stats.arrivals },
      kept: stats.arrivals <= 2 && answered === 0,
    },
  ];
}

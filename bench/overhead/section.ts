import type { Section } from '../kit/section';
import { efficiency, percent, quantile } from '../pace/report';
import { Site, usualConfig, usualGong } from '../pace/site';
import type { OverheadJob, OverheadResult } from './job';

const rate = 50;
/** As `ChunkQueue` derives them from the rate: what one batch has in flight, and how many batches there are at once. */
const inFlight = 25;
const batches = 2;

const config = { ...usualConfig, requestsPerSecond: rate, requestsPerDay: 1_000_000 };
const gong = {
  ...usualGong,
  requestsPerSecond: rate,
  requestsPerDay: 1_000_000,
  latency: { medianMs: 250, p99Ms: 260 },
};

/** What the system adds to Gong's own time. @param requests of the batch; a fifth as many are checked singly */
export async function overheadSection(requests: number): Promise<Section> {
  const { batch, refused } = await runBatch(requests);
  const bare = await onSite((site) =>
    site.chunks(requests).then((chunks) => run(site, 'bare', chunks)),
  );
  const checks = await onSite((site) =>
    site.chunks(Math.ceil(requests / 10), 1).then((chunks) => run(site, 'checks', chunks)),
  );
  const reached = efficiency(
    rate,
    batch.flatMap(({ sent }) => sent),
  );
  const perThousand = (results: readonly OverheadResult[]) =>
    results.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / (requests / 10);
  const [own, floor] = [perThousand(batch), perThousand([bare])];
  const added = (share: number) => quantile(checks.checked, share) - quantile(checks.direct, share);
  return {
    title: 'Own overhead',
    text:
      `Gong at ${rate} requests a second, an answer after 250 ms: ${requests} chunks of 100 calls in ${batches} batches of ` +
      `run-chunk, ${inFlight} in flight each, paced by the table's item; the ledger in memory, so that no emulated ` +
      'database is measured. Beside it a loop that only posts and throws the answers away. Then checks of one call ' +
      'through check-access with its ledger over the wire, each beside a request straight to Gong.',
    head: ['what', 'this system', 'bare'],
    rows: [
      [`share of the ${rate} a second`, percent(reached), ''],
      ['refused by Gong', refused, ''],
      ['processor seconds for 1,000 calls', own.toFixed(3), floor.toFixed(3)],
      ['the same, to the bare loop', (own / floor).toFixed(1), 1],
      ['one check, p50 ms', ...pair(checks, 0.5)],
      ['one check, p99 ms', ...pair(checks, 0.99)],
      ['added, p50 / p99 ms', `${added(0.5).toFixed(0)} / ${added(0.99).toFixed(0)}`, ''],
    ],
    aims: [
      {
        what: `a batch at ${rate} requests a second and 250 ms`,
        aim: 'at least 95 %',
        reached: percent(reached),
        kept: reached >= 0.95,
        next:
          'a slot is written two round trips ahead, some 40 ms; on a machine so crowded that a process waits longer for its ' +
          'processor, slots pass by unused. A horizon of 100 ms for bulk at high rates would bridge that',
      },
    ],
  };
}

async function runBatch(requests: number) {
  return onSite(async (site) => {
    // Credentials that Gong has taken, as on every day but the first: new ones are tried by one request alone.
    await run(site, 'checks', await site.chunks(1, 1));
    const chunks = await site.chunks(requests);
    const share = Math.ceil(requests / batches);
    const parts = Array.from({ length: batches }, (_, n) =>
      chunks.slice(n * share, (n + 1) * share),
    );
    const batch = await Promise.all(parts.map((part) => run(site, 'batch', part)));
    return { batch, refused: (await site.stats()).refusedBySecond };
  });
}

async function onSite<T>(work: (site: Site) => Promise<T>): Promise<T> {
  const site = await Site.start(gong);
  try {
    return await work(site);
  } finally {
    await site.stop();
  }
}

function run(site: Site, kind: OverheadJob['kind'], chunks: readonly (readonly string[])[]) {
  const job: OverheadJob = { kind, config, callIds: chunks.flat(), inFlight };
  return site.run('bench/overhead/worker.ts', job) as Promise<OverheadResult>;
}

const pair = ({ checked, direct }: OverheadResult, share: number) => [
  quantile(checked, share).toFixed(0),
  quantile(direct, share).toFixed(0),
];

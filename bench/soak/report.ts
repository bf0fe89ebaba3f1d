import type { memoryOf, Part } from './memory';
import type { Tally } from './tally';

/** How often the memory is looked at. */
export const samplesAMinute = 12;

interface Run {
  readonly tally: Tally;
  readonly memory: readonly ReturnType<typeof memoryOf>[];
  readonly seconds: number;
  /** Audits that were accepted and did not end as they should. */
  readonly lost: number;
}

const kinds = { read: 'reads', check: 'checks of 3 calls', audit: 'audits of 40 calls' } as const;
const entries = Object.entries(kinds) as [keyof typeof kinds, string][];

/** The figures of a run as two tables in Markdown, and what went wrong. */
export function report({ tally, memory, seconds, lost }: Run): string {
  const aSecond = (count: number) => `${count} (${Math.round(count / seconds)} a second)`;
  const accepted = entries.reduce((sum, [kind]) => sum + tally.accepted(kind), 0);
  const counts = [
    ['offered', aSecond(tally.offered)],
    ['accepted', aSecond(accepted)],
    ['shed with 429 and `Retry-After`', aSecond(tally.shed)],
    ['lost: audits that did not end with every call observed', lost],
    ['failed in another way', tally.offered - accepted - tally.shed],
    ...entries.map(([kind, name]) => [
      `${name}: accepted, p50, p99`,
      `${tally.accepted(kind)}, ${tally.percentile(kind, 0.5)} ms, ${tally.percentile(kind, 0.99)} ms`,
    ]),
  ];
  const minutes = [
    memory.slice(0, samplesAMinute),
    memory.slice(samplesAMinute, 2 * samplesAMinute),
    memory.slice(-samplesAMinute),
  ];
  const names = Object.keys(memory[0] ?? {}) as Part[];
  const sizes = names.map((name) => [name, ...minutes.map((minute) => mean(minute, name))]);
  const problems = tally.problems.map((problem) => `PROBLEM ${problem}`);
  return [
    ...['| what | figure |', '|---|---|', ...counts.map(row), ''],
    ...['| memory, MB | first minute | second | last |', '|---|---|---|---|', ...sizes.map(row)],
    ...problems,
    '',
  ].join('\n');
}

const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

const mean = (samples: Run['memory'], part: Part): number =>
  Math.round(samples.reduce((sum, sample) => sum + sample[part], 0) / Math.max(1, samples.length));

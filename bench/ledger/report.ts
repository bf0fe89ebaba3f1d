import type { Usage } from './meter';
import type { Organisation } from './organisation';

export interface Scenario {
  readonly name: string;
  /** Write units a call: what must be kept, and what is aimed for. */
  readonly target?: number;
  readonly goal?: number;
  /** Grants given or taken: what the naive design writes when it compares first. */
  readonly pairs: number;
  readonly usage: Usage;
  readonly byKind: ReadonlyMap<string, Usage>;
  readonly seconds: number;
  /** Of this process alone, not of the emulated database. */
  readonly cpuSeconds: number;
}

const line = (cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`);
const perCall = (units: number, calls: number) => (units / calls).toFixed(3);

/** Write and read units for each call of an audit. */
export function printScenarios(scenarios: readonly Scenario[], { callIds, pairs }: Organisation) {
  const calls = callIds.length;
  console.log(
    `\nUnits for each call, audits of ${calls} calls, ${perCall(pairs, calls)} users a call\n`,
  );
  const heads = ['audit', 'WU', 'goal', 'target', 'kept', 'RU', 'requests', 'calls/s', 'CPU ms'];
  line([...heads, 'naive WU', 'naive WU, only what changed']);
  line(new Array(heads.length + 2).fill('---'));
  for (const { name, target, goal, usage, seconds, cpuSeconds, pairs: changed } of scenarios) {
    line([
      name,
      perCall(usage.writes, calls),
      goal ?? '',
      target ?? '',
      target === undefined ? '' : usage.writes / calls <= target ? 'yes' : 'NO',
      perCall(usage.reads, calls),
      perCall(usage.requests, calls),
      Math.round(calls / seconds),
      perCall(1_000 * cpuSeconds, calls),
      // An item of a call, a user and some attributes is below 1 KB: one unit, by the published rule.
      perCall(pairs, calls),
      perCall(changed, calls),
    ]);
  }
}

export function printBreakdown({ name, byKind }: Scenario, calls: number): void {
  console.log(`\n${name}: units for each call by kind of item\n`);
  line(['item', 'WU', 'RU', 'requests']);
  line(['---', '---', '---', '---']);
  for (const [kind, usage] of [...byKind].sort(([, a], [, b]) => b.writes - a.writes)) {
    line([
      kind,
      perCall(usage.writes, calls),
      perCall(usage.reads, calls),
      perCall(usage.requests, calls),
    ]);
  }
}

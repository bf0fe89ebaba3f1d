import type { RowResult } from './run';

/** A table: row, fault, runs, held or not. */
export function report(results: readonly RowResult[]): string {
  const lines = results.map(({ row, fault, runs, failures, seconds }) =>
    [
      String(row).padStart(3),
      fault.padEnd(58),
      String(runs).padStart(4),
      `${seconds.toFixed(1)} s`.padStart(8),
      failures.length === 0 ? 'held' : `NOT HELD (${failures.length})`,
    ].join('  '),
  );
  const runs = results.reduce((sum, result) => sum + result.runs, 0);
  const held = results.filter(({ failures }) => failures.length === 0).length;
  const head = ['row', 'fault'.padEnd(58), 'runs', '    time', ''].join('  ');
  return `${[head, ...lines].join('\n')}\n${held} of ${results.length} rows held, ${runs} runs\n`;
}

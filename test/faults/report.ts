import { join } from 'node:path';
import { writeBetween } from '../../scripts/write-between';
import type { RowResult } from './run';

/** A table: row, fault, runs, held or not. */
export function report(results: readonly RowResult[], wallSeconds: number): string {
  const width = Math.max(...results.map(({ fault }) => fault.length));
  const lines = results.map(({ row, fault, runs, failures, seconds }) =>
    [
      String(row).padStart(3),
      fault.padEnd(width),
      String(runs).padStart(4),
      `${seconds.toFixed(1)} s`.padStart(8),
      failures.length === 0 ? 'held' : `NOT HELD (${failures.length})`,
    ].join('  '),
  );
  const head = ['row', 'fault'.padEnd(width), 'runs', '    time', ''].join('  ');
  return `${[head, ...lines].join('\n')}\n${summary(results)}, ${Math.round(wallSeconds)} s\n`;
}

const document = join(__dirname, '..', '..', 'docs', 'trust.md');

/** Puts the table into the document. */
export function writeReport(results: readonly RowResult[]): void {
  const rows = results.map(
    ({ row, fault, runs, failures }) =>
      `| ${row} | ${fault} | ${runs} | ${failures.length === 0 ? 'yes' : 'no'} |\n`,
  );
  const table = `| row | fault | runs | held |\n|---|---|---|---|\n${rows.join('')}`;
  const text = `\n${table}\n${summary(results)}.\n\n`;
  writeBetween(document, '<!-- faults -->', '<!-- end of faults -->', text);
}

function summary(results: readonly RowResult[]): string {
  const runs = results.reduce((sum, result) => sum + result.runs, 0);
  const held = results.filter(({ failures }) => failures.length === 0).length;
  return `${held} of ${results.length} rows held, ${runs} runs`;
}

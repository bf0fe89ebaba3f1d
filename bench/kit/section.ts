/** A part of the report: a table, and what is aimed for. */
export interface Section {
  readonly title: string;
  /** What was done, in a few sentences. */
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  readonly aims: readonly Aim[];
}

export interface Aim {
  readonly what: string;
  readonly aim: string;
  readonly reached: string;
  readonly kept: boolean;
  /** Why not, and what could be done next. */
  readonly next?: string;
}

const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

export const markdownTable = (head: Section['head'], rows: Section['rows']): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

export function markdown({ title, text, head, rows, aims }: Section): string {
  const parts = [`## ${title}`, text, markdownTable(head, rows)];
  if (aims.length > 0) parts.push(markdownTable(['aim', 'wanted', 'reached', ''], aims.map(cells)));
  return `${parts.join('\n\n')}\n`;
}

const cells = ({ what, aim, reached, kept, next }: Aim) => [
  what,
  aim,
  reached,
  kept ? 'kept' : `MISSED${next ? `: ${next}` : ''}`,
];

/** Prints what was measured; the process ends with status 1 if an aim is missed. */
export function printSection(section: Section): void {
  console.log(markdown(section));
  if (section.aims.some(({ kept }) => !kept)) process.exitCode = 1;
}

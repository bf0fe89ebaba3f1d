import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Puts text between two marks of a document.
 * @throws Error if the document does not have both: what stands there would be lost
 */
export function writeBetween(file: string, begin: string, end: string, text: string): void {
  const whole = readFileSync(file, 'utf8');
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks ${begin} or ${end}`);
  writeFileSync(file, `${whole.slice(0, from + begin.length)}\n${text}${whole.slice(to)}`);
}

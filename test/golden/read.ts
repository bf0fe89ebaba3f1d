import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Golden payloads of a kind, one for each form that a release has written: `chunk-1.json`, … */
export const goldenMessages = (kind: string) => read('messages', kind);
export const goldenEvents = (kind: string) => read('events', kind);

function read(folder: string, kind: string): Record<string, unknown>[] {
  const files = readdirSync(join(__dirname, folder)).filter((file) => file.startsWith(`${kind}-`));
  return files.map((file) => JSON.parse(readFileSync(join(__dirname, folder, file), 'utf8')));
}

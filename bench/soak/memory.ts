import { execFileSync } from 'node:child_process';

/** Memory of a process and of all that it started, in MB (resident; as `ps` tells it). */
export function memoryOf(pid: number): number {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const all = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([id = 0, parent = 0, kilobytes = 0]) => ({ id, parent, kilobytes }));
  const family = new Set([pid]);
  // A child can stand before its parent in the list.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { id, parent } of all) if (family.has(parent)) family.add(id);
  }
  const own = all.filter(({ id }) => family.has(id));
  return own.reduce((sum, { kilobytes }) => sum + kilobytes, 0) / 1024;
}

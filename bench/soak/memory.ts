import { execFileSync } from 'node:child_process';

/** Parts of the stage, told by the files that their processes run. */
const parts = {
  functions: /bootstrap\.cjs/,
  'DynamoDB and SQS, in memory': /services\/(dynamodb|sqs)-main/,
} as const;

export type Part = keyof typeof parts | 'stage and stand-in';

interface Process {
  readonly id: number;
  readonly parent: number;
  readonly kilobytes: number;
  readonly command: string;
}

/** Memory of a process and of all that it started, by part, in MB (resident, as `ps` tells it). */
export function memoryOf(pid: number): Record<Part, number> {
  const sums = { functions: 0, 'DynamoDB and SQS, in memory': 0, 'stage and stand-in': 0 };
  for (const { kilobytes, command } of familyOf(pid, processes())) {
    sums[partOf(command)] += kilobytes / 1024;
  }
  return sums;
}

function partOf(command: string): Part {
  for (const [part, file] of Object.entries(parts)) if (file.test(command)) return part as Part;
  return 'stage and stand-in';
}

function processes(): Process[] {
  const options = ['-A', '-ww', '-o', 'pid=,ppid=,rss=,args='];
  const lines = execFileSync('ps', options, { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [id, parent, kilobytes, ...command] = line.trim().split(/\s+/);
    return {
      id: Number(id),
      parent: Number(parent),
      kilobytes: Number(kilobytes),
      command: command.join(' '),
    };
  });
}

function familyOf(pid: number, all: readonly Process[]): Process[] {
  const family = new Set([pid]);
  // A child can stand before its parent in the list.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { id, parent } of all) if (family.has(parent)) family.add(id);
  }
  return all.filter(({ id }) => family.has(id));
}

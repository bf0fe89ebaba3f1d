/** Takes a line. `detail` is what only a curious reader wants. */
export type Print = (line: string, level: 'notice' | 'detail') => void;

const quietLevels = ['TRACE', 'DEBUG', 'INFO'];

/**
 * Prints a line that a function wrote: as a notice, unless it is a JSON log of a low level or a metric, of
 * which there is one an invocation or more.
 */
export function printFunctionLine(print: Print, functionName: string, line: string): void {
  print(`[${functionName}] ${line}`, isRoutine(line) ? 'detail' : 'notice');
}

function isRoutine(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const { level, _aws } = JSON.parse(line);
    return _aws !== undefined || quietLevels.includes(String(level).toUpperCase());
  } catch {
    return false;
  }
}

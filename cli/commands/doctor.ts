import type { Context } from '../context';
import { diagnose, type Finding } from '../doctor/diagnose';
import { type ExitCode, exitCodes } from '../exit-codes';
import type { Paint } from '../output/terminal';

export interface DoctorOptions {
  readonly call?: string;
  readonly probe: boolean;
}

/** Says of each thing that must be in order whether it is, and what to do if not. */
export async function doctor(context: Context, options: DoctorOptions): Promise<ExitCode> {
  const findings = await diagnose(context.api, options);
  context.print({ findings }, () =>
    findings.map((finding) => lineOf(finding, context.terminal.paint)).join('\n'),
  );
  return findings.some(({ state }) => state === 'wrong') ? exitCodes.finding : exitCodes.ok;
}

const marks = {
  fine: ['green', 'ok   '],
  unsure: ['yellow', '?    '],
  wrong: ['red', 'wrong'],
} as const;

function lineOf({ state, what, text, advice }: Finding, paint: Paint): string {
  const [colour, mark] = marks[state];
  const then = advice === undefined ? '' : `\n${' '.repeat(18)}${advice}`;
  return `${paint(colour, mark)}  ${what.padEnd(10)} ${text}${then}`;
}

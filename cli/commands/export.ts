import type { ExitCode } from '../exit-codes';
export type ReportOptions = {};
export async function exportEvidence(..._a: unknown[]): Promise<ExitCode> {
  return 0;
}

import { spawnSync } from 'node:child_process';
import { projectRoot } from './lock-file';

const refusedFrom = ['high', 'critical'];

interface Report {
  readonly error?: unknown;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
}

/**
 * Known vulnerabilities of what runs in production, by npm's own advisories.
 * @returns what is wrong, and a line for the report; a registry without advisories is said, not a failure
 */
export function advisories(): { problems: string[]; line: string } {
  const report = askNpm(['audit', '--omit=dev', '--json']);
  if (!report || report.error || !report.vulnerabilities) {
    return { problems: [], line: 'advisories: the registry has none to ask for' };
  }
  const found = Object.entries(report.vulnerabilities);
  const bad = found.filter(([, { severity }]) => refusedFrom.includes(severity));
  return {
    problems: bad.map(([name, { severity }]) => `${name}: a vulnerability, ${severity}`),
    line: `advisories: ${found.length} packages, ${bad.length} of them high or critical`,
  };
}

function askNpm(args: string[]): Report | undefined {
  const { stdout } = spawnSync('npm', args, { cwd: projectRoot, encoding: 'utf8' });
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    return undefined;
  }
}

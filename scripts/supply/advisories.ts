import { type Findings, notChecked } from './findings';
import { askNpm } from './npm';

const refusedFrom = ['high', 'critical'];

interface Report {
  /** Of the registry, if it has none to ask for. */
  readonly message?: string;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
}

/** Known vulnerabilities of what runs in production. */
export function advisories(): Findings {
  const report = askNpm<Report>('audit', '--omit=dev');
  if (!report?.vulnerabilities) {
    return notChecked('vulnerabilities', report?.message ?? 'no answer from the registry');
  }
  const found = Object.entries(report.vulnerabilities);
  const bad = found.filter(([, { severity }]) => refusedFrom.includes(severity));
  return {
    lines: [`vulnerabilities: ${found.length} packages, ${bad.length} of them high or critical`],
    problems: bad.map(([name, { severity }]) => `${name} has a vulnerability: ${severity}`),
  };
}

import { type Findings, notChecked } from './findings';
import { unhashedPackages } from './lock-file';
import { askNpm } from './npm';

interface Report {
  readonly error?: { readonly code?: string };
  /** Signed by another key than the registry's, or not for this content. */
  readonly invalid?: readonly { readonly name: string; readonly version: string }[];
  readonly missing?: readonly unknown[];
}

/** Whether what is installed is what was published: the registry's signatures, and the lock file's hashes. */
export function signatures(): Findings {
  const unhashed = unhashedPackages().map((path) => `${path} has no hash in the lock file`);
  const signed = registrySignatures();
  return {
    lines: [...signed.lines, `without a hash in the lock file: ${unhashed.length} packages`],
    problems: [...signed.problems, ...unhashed],
  };
}

function registrySignatures(): Findings {
  const report = askNpm<Report>('audit', 'signatures');
  if (!report?.invalid) {
    return notChecked('signatures', report?.error?.code ?? 'no answer in time');
  }
  const { invalid, missing = [] } = report;
  return {
    lines: [`signatures: ${invalid.length} wrong, ${missing.length} missing`],
    problems: invalid.map(({ name, version }) => `${name}@${version} has a wrong signature`),
  };
}

import { incompleteText, type Manifest } from '../../api/evidence';
import { count } from '../../output/format';
import type { ReportData } from '../gather';
import { type Html, html } from '../html';

/** Hashes and what to do with them. @param dataHash SHA-256 of the page's data block */
export function evidenceSection({ audit, manifest }: ReportData, dataHash: string): Html {
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<p>Gong’s answers are kept as they were received, with Gong’s own ID and the time of each request. Everything above is counted from them.</p>
<dl class="facts">${manifest ? manifestFacts(manifest) : undefined}<dt>List in this page</dt><dd><code>sha256:${dataHash}</code></dd></dl>
<h3>How to verify</h3><ol><li>Export the evidence: <code>gong-access export ${audit.auditId} -o evidence.jsonl</code></li>
<li>Check it, without network: <code>gong-access verify evidence.jsonl</code>. It computes every hash again, reads Gong’s answers again, and compares the totals.</li>
<li>Compare the root hash that it prints with the one above.</li></ol>
${manifest ? partsTable(manifest) : undefined}</section>`;
}

const manifestFacts = (manifest: Manifest): Html =>
  html`<dt>Root hash</dt><dd><code>sha256:${manifest.rootHash}</code></dd><dt>Parts</dt><dd>${count(manifest.parts.length)}${incomplete(manifest)}</dd>`;

function incomplete(manifest: Manifest): string {
  const text = incompleteText(manifest);
  return text === undefined ? '' : `; not all of the evidence: ${text}`;
}

const partsTable = ({ parts }: Manifest): Html =>
  html`<details><summary>Hashes of the ${count(parts.length)} parts</summary><div class="scroll" tabindex="0" role="region" aria-label="Hashes of the parts"><table class="list"><thead><tr><th scope="col">Part</th><th scope="col">SHA-256</th></tr></thead><tbody>${parts.map(
    ({ part, sha256 }) =>
      html`<tr><th scope="row">${part}</th><td><code>${sha256}</code></td></tr>`,
  )}</tbody></table></div></details>`;

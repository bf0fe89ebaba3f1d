import type { Api } from '../api/client';
import { evidencePage, type Manifest } from '../api/evidence';
import { CliError } from '../errors';
import { exitCodes } from '../exit-codes';

/**
 * An audit's evidence as lines: a part each, and the manifest last. In bounded memory.
 * @throws CliError if it ends without a manifest: such a file proves nothing
 */
export async function* evidenceLines(api: Api, auditId: string): AsyncGenerator<string, Manifest> {
  let cursor: string | undefined;
  let begun = '';
  for (;;) {
    const page = await api.get(`/audits/${auditId}/evidence`, evidencePage, { cursor });
    const parts = [...page.parts];
    parts[0] = begun + (parts[0] ?? '');
    begun = page.continues ? (parts.pop() ?? '') : '';
    for (const part of parts) if (part !== '') yield `${part}\n`;
    cursor = page.cursor;
    if (cursor !== undefined) continue;
    if (!page.manifest) {
      throw new CliError('the evidence came without a manifest', exitCodes.unreachable);
    }
    yield `${JSON.stringify({ manifest: page.manifest })}\n`;
    return page.manifest;
  }
}

/** The manifest alone; the parts are read and dropped. */
export async function readManifest(api: Api, auditId: string): Promise<Manifest> {
  const lines = evidenceLines(api, auditId);
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return value;
  }
}

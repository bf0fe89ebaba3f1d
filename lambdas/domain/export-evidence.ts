import { evidenceOfChunks } from './audit-evidence';
import { cursorOf, readCursor } from './cursor';
import { evidencePart } from './evidence-part';
import { type Manifest, type ManifestDeps, manifestOf } from './manifest';
import { existingAudit } from './read-audit';

export interface EvidencePage {
  /** A part a chunk, as the text whose bytes are hashed. */
  readonly parts: readonly string[];
  /** The last text is only the beginning of its part: the next page's first one goes on with it. */
  readonly continues?: true;
  readonly manifest?: Manifest;
  readonly cursor?: string;
}

/** As the answer's JSON has them; it may have 6 MB. */
const bytesAPage = 4_000_000;
/** UTF-16 units in a piece of a part that does not fit a page: at most three bytes each. */
const pieceLength = 1_300_000;
/** Bytes of the manifest for each part. */
const bytesAManifestPart = 120;
/** A chunk, and how much of its part came before. */
const place = /^([0-9]{1,6})\.([0-9]{1,9})$/;

/**
 * A page of an audit's evidence; the manifest comes last. Chunks that were not checked yet have no part, nor have those
 * whose evidence has expired: the manifest names them.
 * @throws NotFound, InvalidInput
 */
export async function exportEvidence(
  deps: ManifestDeps,
  auditId: string,
  page: { cursor?: string },
): Promise<EvidencePage> {
  const audit = await existingAudit(deps, auditId);
  const [first = 0, offset = 0] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place).map(Number);
  const parts: string[] = [];
  let bytes = 0;
  for await (const found of evidenceOfChunks(deps, audit, first, audit.chunks)) {
    if (found.isExpired) continue;
    const { chunk } = found;
    const text = evidencePart(chunk, found.callIds, found.evidence);
    const start = chunk === first ? offset : 0;
    const rest = start === 0 ? text : text.slice(start);
    bytes += sizeOf(rest);
    if (bytes > bytesAPage && parts.length > 0) return { parts, cursor: cursorOf(chunk, 0) };
    if (bytes > bytesAPage) return pieceOf(rest, chunk, start);
    parts.push(rest);
  }
  if (bytes + audit.chunks * bytesAManifestPart > bytesAPage && parts.length > 0) {
    return { parts, cursor: cursorOf(audit.chunks, 0) };
  }
  return { parts, manifest: await manifestOf(deps, audit) };
}

const sizeOf = (text: string) => Buffer.byteLength(JSON.stringify(text));

function pieceOf(rest: string, chunk: number, start: number): EvidencePage {
  const piece = rest.slice(0, endOfPiece(rest));
  if (piece.length === rest.length) return { parts: [rest], cursor: cursorOf(chunk + 1, 0) };
  return { parts: [piece], continues: true, cursor: cursorOf(chunk, start + piece.length) };
}

/** Never between the two halves of a character. */
function endOfPiece(text: string): number {
  const last = text.charCodeAt(pieceLength - 1);
  return last >= 0xd800 && last <= 0xdbff ? pieceLength - 1 : pieceLength;
}

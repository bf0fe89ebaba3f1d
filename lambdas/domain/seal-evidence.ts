import { hasEnded } from './audit';
import { Conflict } from './errors';
import { type ManifestDeps, manifestOf } from './manifest';
import { existingAudit } from './read-audit';

/** ECDSA over P-256 and SHA-256, as ASN.1 DER in base64. */
export interface Signature {
  readonly keyId: string;
  readonly algorithm: 'ECDSA_SHA_256';
  readonly value: string;
}

/** Signs with a key that whoever owns the ledger's table does not hold. */
export interface ManifestSigner {
  sign(text: string): Promise<Signature>;
}

/** Where seals lie so that nobody can replace or remove them for a time. */
export interface SealArchive {
  /** Puts the text unless there is one under this key; tells whether it did. */
  putIfAbsent(key: string, text: string): Promise<boolean>;
}

export interface SealEvidenceDeps extends ManifestDeps {
  readonly signer: ManifestSigner;
  readonly archive: SealArchive;
}

/** A signed manifest. The signature is over the UTF-8 bytes of `manifest`, which is why that is a text. */
export interface Seal {
  readonly schemaVersion: 1;
  readonly manifest: string;
  readonly signature: Signature;
}

/**
 * Seals the manifest of an ended audit: whoever rewrites the ledger afterwards cannot make a manifest that matches.
 * May be repeated: the first seal of the same evidence stays. A redrive that filled gaps gives another one beside it.
 * @returns where the seal lies, and whether it was there before
 * @throws NotFound, Conflict if the audit has not ended
 */
export async function sealEvidence(
  deps: SealEvidenceDeps,
  auditId: string,
): Promise<{ key: string; isNew: boolean }> {
  const audit = await existingAudit(deps, auditId);
  if (!hasEnded(audit.status)) throw new Conflict('the audit has not ended', 'audit-not-ended');
  const manifest = await manifestOf(deps, audit);
  const text = JSON.stringify(manifest);
  const signature = await deps.signer.sign(text);
  const seal: Seal = { schemaVersion: 1, manifest: text, signature };
  const key = `manifests/${auditId}/${manifest.rootHash}.json`;
  return { key, isNew: await deps.archive.putIfAbsent(key, JSON.stringify(seal)) };
}

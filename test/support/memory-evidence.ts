import type { Evidence, EvidenceRef } from '../../lambdas/domain/evidence';
import type { PartDigest } from '../../lambdas/domain/evidence-part';
import type { EvidenceStore, PendingCheck, StoredEvidence } from '../../lambdas/domain/ports';
import { reading, type Step, writing } from './memory-step';

export class EvidenceData {
  readonly chunks = new Map<
    string,
    { auditId: string; chunk: number; evidence: Evidence; digest: PartDigest }
  >();
  readonly checks = new Map<string, StoredEvidence>();
  readonly pending = new Map<string, PendingCheck>();
  /** Checks that were ever pending: from then on they are certain to be recorded. */
  readonly noted = new Set<string>();
}

/** The calls of a chunk are the audits' business. */
type CallsOf = (auditId: string, chunk: number) => readonly string[] | undefined;

const refOf = (auditId: string, chunk: number): EvidenceRef => ({
  pk: `AUDIT#${auditId}`,
  sk: `EVIDENCE#${chunk.toString().padStart(6, '0')}`,
});
const keyOf = ({ pk, sk }: EvidenceRef) => `${pk} ${sk}`;

/** The evidence's side of a ledger in memory, as one actor sees it. */
export class MemoryEvidenceStore implements EvidenceStore {
  readonly refOf = refOf;

  constructor(
    private readonly data: EvidenceData,
    private readonly callsOf: CallsOf,
    private readonly step: Step,
  ) {}

  commitChunk(auditId: string, chunk: number, evidence: Evidence, digest: PartDigest) {
    return writing(this.step, 'evidence', () => {
      const key = keyOf(refOf(auditId, chunk));
      const stored = this.data.chunks.get(key) ?? { auditId, chunk, evidence, digest };
      this.data.chunks.set(key, stored);
      return stored.evidence;
    });
  }

  putCheck(check: { checkId: string; observedAt: number; stored: StoredEvidence }) {
    const ref = { pk: 'CHECK', sk: `${check.observedAt}#${check.checkId}` };
    return writing(this.step, 'check', () => {
      if (!this.data.checks.has(keyOf(ref))) this.data.checks.set(keyOf(ref), check.stored);
      return ref;
    });
  }

  evidence(ref: EvidenceRef) {
    return reading(this.step, 'evidenceOf', () => {
      const chunk = this.data.chunks.get(keyOf(ref));
      if (!chunk) return this.data.checks.get(keyOf(ref));
      const callIds = this.callsOf(chunk.auditId, chunk.chunk) ?? [];
      return { callIds, evidence: chunk.evidence };
    });
  }

  ofChunks(auditId: string, from: number, to: number) {
    return reading(this.step, 'evidenceOfChunks', () => {
      const found = new Map<number, Evidence>();
      for (let chunk = from; chunk < to; chunk++) {
        const stored = this.data.chunks.get(keyOf(refOf(auditId, chunk)));
        if (stored) found.set(chunk, stored.evidence);
      }
      return found;
    });
  }

  digests(auditId: string, from: number, to: number) {
    return reading(this.step, 'digests', () => {
      const found = new Map<number, PartDigest>();
      for (let chunk = from; chunk < to; chunk++) {
        const stored = this.data.chunks.get(keyOf(refOf(auditId, chunk)));
        if (stored) found.set(chunk, stored.digest);
      }
      return found;
    });
  }

  async notePending(check: PendingCheck) {
    await writing(this.step, 'notePending', () => {
      this.data.pending.set(check.checkId, check);
      this.data.noted.add(keyOf(check.evidence));
    });
  }

  async clearPending(check: PendingCheck) {
    await writing(this.step, 'clearPending', () => this.data.pending.delete(check.checkId));
  }

  pending() {
    return reading(this.step, 'pending', () => [...this.data.pending.values()]);
  }
}

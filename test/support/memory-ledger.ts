import { AuditData, MemoryAuditStore } from './memory-audits';
import { CallData, MemoryCallStore } from './memory-calls';
import { EvidenceData, MemoryEvidenceStore } from './memory-evidence';
import { noStep, type Step } from './memory-step';

/** A ledger in memory. Each actor sees it through its own step, which may make it wait or crash anywhere. */
export class MemoryLedger {
  readonly calls = new CallData();
  readonly evidence = new EvidenceData();
  readonly audits = new AuditData();

  as(step: Step = noStep) {
    const audits = new MemoryAuditStore(this.audits, step);
    const callsOf = (auditId: string, chunk: number) => audits.callsOf(auditId, chunk);
    return {
      audits,
      calls: new MemoryCallStore(this.calls, step, this.audits.changes),
      evidence: new MemoryEvidenceStore(this.evidence, callsOf, step),
    };
  }
}

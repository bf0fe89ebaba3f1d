import * as v from 'valibot';
import { type SealEvidenceDeps, sealEvidence } from '../domain/seal-evidence';
import { logCodes } from '../runtime/log-codes';
import { describeError } from '../runtime/logger';
import { parseInput } from '../runtime/parse-input';
import type { Tools } from '../runtime/tools';

/** `Audit Completed`, `Audit Failed` and `Audit Cancelled`, as far as they are read. */
const auditEnded = v.object({ detail: v.object({ auditId: v.string() }) });

/** Throws if the evidence could not be sealed: Lambda then tries again, and keeps the event in the end. */
export const createHandler =
  (deps: SealEvidenceDeps, { log, clock }: Pick<Tools, 'log' | 'clock'>) =>
  async (event: unknown): Promise<{ key: string; isNew: boolean }> => {
    const started = clock();
    try {
      const { auditId } = parseInput(auditEnded, event, 'event').detail;
      const sealed = await sealEvidence(deps, auditId);
      log.info(logCodes.evidenceSealed, { auditId, durationMs: clock() - started });
      return sealed;
    } catch (error) {
      log.error(logCodes.eventFailed, describeError(error));
      throw error;
    }
  };

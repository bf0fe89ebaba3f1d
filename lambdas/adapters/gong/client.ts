import {
  GongAnswerInvalid,
  GongCredentialsRejected,
  GongRefused,
  GongUnavailable,
} from '../../domain/errors';
import type { GongPacer } from '../../domain/pace-pacer';
import type { Slot, SlotReport } from '../../domain/pacer';
import type { Ask, Clock, Gong, GongAnswer } from '../../domain/ports';
import { backoff } from './backoff';
import { classify, type Outcome } from './classify';
import type { CredentialSource, GongCredentials } from './credentials';
import { OpenRequest } from './open-request';

export interface GongClientParts {
  readonly pacer: GongPacer;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** 0 to 1, for the waits between attempts. */
  readonly random: () => number;
  readonly limits?: Partial<GongClientLimits>;
}

export interface GongClientLimits {
  readonly attempts: number;
  /** For one attempt: connection, headers and body. */
  readonly attemptMs: number;
  readonly maxBytes: number;
}

/** A chunk of 100 calls with a thousand users each is about 3 MB. */
const usualLimits: GongClientLimits = { attempts: 4, attemptMs: 15_000, maxBytes: 32 * 1024 ** 2 };

interface Attempt {
  readonly slot: Slot;
  readonly used: GongCredentials;
  readonly outcome: Outcome;
}

/**
 * `POST /v2/calls/users-access`. It only reads, so that any attempt may be repeated; each takes a slot of its own.
 * Nothing of the secret, the request or the answer is logged or put into an error.
 */
export class GongClient implements Gong {
  private readonly limits: GongClientLimits;

  constructor(private readonly parts: GongClientParts) {
    this.limits = { ...usualLimits, ...parts.limits };
  }

  /**
   * @returns `too-many-calls` with slot 0 and no request if Gong is known to refuse that many.
   * @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid
   */
  async usersAccess(callIds: readonly string[], ask: Ask): Promise<GongAnswer> {
    if (callIds.length > (await this.parts.pacer.chunkSize())) {
      return { kind: 'too-many-calls', slot: 0, requestId: '', body: '' };
    }
    const body = Buffer.from(JSON.stringify({ filter: { callIds } }));
    let refreshed = false;
    for (let number = 1; ; number++) {
      const attempt = await this.attempt(body, callIds.length, ask);
      const { slot, outcome } = attempt;
      if ('body' in outcome) return this.answer(attempt.slot, outcome, callIds.length);
      if (outcome.kind === 'rejected' && !refreshed && (await this.hasNewSecret(attempt))) {
        refreshed = true;
        continue;
      }
      await this.parts.pacer.report(slot, reportOf(outcome));
      if (number >= this.limits.attempts || isFinal(outcome)) throw errorOf(outcome);
      await backoff(number, outcome, ask.deadline, this.parts);
    }
  }

  private async attempt(body: Buffer, asked: number, ask: Ask): Promise<Attempt> {
    const { pacer, credentials, clock } = this.parts;
    const used = await credentials.current();
    const open = () => new OpenRequest(used.origin, used.authorization(), body);
    const early = open();
    let slot: Slot;
    try {
      slot = await pacer.acquire({ ...ask, secretVersion: used.version });
    } catch (error) {
      early.discard();
      throw error;
    }
    const request = early.isUsable ? early : open();
    if (request !== early) early.discard();
    const timeoutMs = Math.max(1, Math.min(this.limits.attemptMs, ask.deadline - clock()));
    const answer = await request.send({ timeoutMs, maxBytes: this.limits.maxBytes });
    return { slot, used, outcome: classify(answer, asked, clock()) };
  }

  private async answer(
    slot: Slot,
    outcome: Extract<Outcome, { body: string }>,
    asked: number,
  ): Promise<GongAnswer> {
    const { pacer } = this.parts;
    await pacer.report(slot, { kind: 'succeeded' });
    if (outcome.kind === 'too-many-calls') await pacer.learnChunkSize(asked, outcome.takes);
    const { kind, requestId, body } = outcome;
    return { kind, slot: slot.time, requestId, body };
  }

  /** The secret may have been replaced since it was read: then another attempt with the new one is worth a slot. */
  private async hasNewSecret({ slot, used, outcome }: Attempt): Promise<boolean> {
    if (outcome.kind !== 'rejected' || outcome.status !== 401 || outcome.missingScope) return false;
    const { credentials, pacer } = this.parts;
    const fresh = await credentials.refresh(used, slot.time).catch(() => used);
    if (fresh.isSameAs(used)) return false;
    await pacer.report(slot, { kind: 'other' });
    return true;
  }
}

type Failure = Exclude<Outcome, { body: string }>;

const isFinal = (outcome: Failure): boolean =>
  outcome.kind === 'refused' || outcome.kind === 'rejected';

function reportOf(outcome: Failure): SlotReport {
  if (outcome.kind === 'rate-limited') return outcome;
  if (outcome.kind !== 'rejected') return { kind: 'other' };
  return { ...outcome, kind: 'credentials-rejected' };
}

function errorOf(outcome: Failure): Error {
  switch (outcome.kind) {
    case 'rejected':
      return new GongCredentialsRejected(outcome.status, outcome.missingScope);
    case 'refused':
      return new GongRefused(outcome.status, outcome.requestId);
    case 'invalid':
      return new GongAnswerInvalid(outcome.reason);
    case 'rate-limited':
      return new GongUnavailable('rate-limited');
    case 'unavailable':
      return new GongUnavailable(outcome.reason, outcome.requestId);
  }
}

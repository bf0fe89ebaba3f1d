import {
  GongAnswerInvalid,
  GongCredentialsRejected,
  GongRefused,
  GongUnavailable,
} from '../../domain/errors';
import type { GongPacer } from '../../domain/pace-pacer';
import type { Slot, SlotReport } from '../../domain/pacer';
import type { Ask, Clock } from '../../domain/ports';
import { backoff } from './backoff';
import type { Failure, Told } from './classify';
import type { CredentialSource, GongCredentials } from './credentials';
import { type HttpAnswer, type HttpFailure, OpenRequest } from './open-request';
import type { GongTarget } from './target';

export interface ExchangeParts {
  readonly pacer: GongPacer;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** 0 to 1, for the waits between attempts. */
  readonly random: () => number;
  readonly limits?: Partial<GongClientLimits>;
  /** Hears of each request that was sent, however it ended. Must not throw. */
  readonly onSent?: (sent: SentRequest) => void;
}

export interface SentRequest {
  readonly origin: URL;
  readonly target: GongTarget;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly answer: HttpAnswer | HttpFailure;
}

export interface GongClientLimits {
  readonly attempts: number;
  /** For one attempt: connection, headers and body. */
  readonly attemptMs: number;
  readonly maxBytes: number;
}

/** A chunk of 100 calls with a thousand users each is about 3 MB. */
const usualLimits: GongClientLimits = { attempts: 4, attemptMs: 15_000, maxBytes: 32 * 1024 ** 2 };

/** Says what an answer means to its reader. `now`: milliseconds since 1970. */
export type Read<T extends Told> = (answer: HttpAnswer | HttpFailure, now: number) => T | Failure;

interface Attempt<T> {
  readonly slot: Slot;
  readonly used: GongCredentials;
  readonly outcome: T | Failure;
}

/**
 * One request to Gong until it is answered: paced, with the secret's credentials, a deadline, and bounded attempts.
 * Only reads are sent, so that any attempt may be repeated; each takes a slot of its own. Nothing of the secret, the
 * request or the answer is logged or put into an error.
 */
export class GongExchange {
  private readonly limits: GongClientLimits;

  constructor(private readonly parts: ExchangeParts) {
    this.limits = { ...usualLimits, ...parts.limits };
  }

  /** @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid */
  async send<T extends Told>(
    target: GongTarget,
    read: Read<T>,
    ask: Ask,
  ): Promise<{ slot: Slot; told: T }> {
    let refreshed = false;
    for (let number = 1; ; number++) {
      const attempt = await this.attempt(target, read, ask);
      const { slot, outcome } = attempt;
      if ('body' in outcome) {
        await this.parts.pacer.report(slot, { kind: 'succeeded' });
        return { slot, told: outcome };
      }
      if (!refreshed && (await this.hasNewSecret(attempt, outcome))) {
        refreshed = true;
        continue;
      }
      await this.parts.pacer.report(slot, reportOf(outcome));
      if (number >= this.limits.attempts || isFinal(outcome)) throw errorOf(outcome);
      await backoff(number, outcome, ask.deadline, this.parts);
    }
  }

  private async attempt<T extends Told>(
    target: GongTarget,
    read: Read<T>,
    ask: Ask,
  ): Promise<Attempt<T>> {
    const { pacer, credentials, clock } = this.parts;
    const used = await credentials.current();
    const open = () => new OpenRequest(used.origin, used.authorization(), target);
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
    const startedAt = clock();
    const timeoutMs = Math.max(1, Math.min(this.limits.attemptMs, ask.deadline - startedAt));
    const answer = await request.send({ timeoutMs, maxBytes: this.limits.maxBytes });
    const endedAt = clock();
    this.parts.onSent?.({ origin: used.origin, target, startedAt, endedAt, answer });
    return { slot, used, outcome: read(answer, endedAt) };
  }

  /** The secret may have been replaced since it was read: then another attempt with the new one is worth a slot. */
  private async hasNewSecret({ slot, used }: Attempt<Told>, outcome: Failure): Promise<boolean> {
    if (outcome.kind !== 'rejected' || outcome.status !== 401 || outcome.missingScope) return false;
    const { credentials, pacer } = this.parts;
    const fresh = await credentials.refresh(used, slot.time).catch(() => used);
    if (fresh.isSameAs(used)) return false;
    await pacer.report(slot, { kind: 'other' });
    return true;
  }
}

const isFinal = (outcome: Failure): boolean =>
  outcome.kind === 'refused' ||
  outcome.kind === 'rejected' ||
  (outcome.kind === 'invalid' && outcome.reason === 'too-large');

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

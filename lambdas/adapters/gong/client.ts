import type { Ask, Gong, GongAnswer } from '../../domain/ports';
import { type AccessTold, classifyAccess } from './classify';
import { type ExchangeParts, GongExchange } from './exchange';
import { usersAccessTarget } from './target';

/** `POST /v2/calls/users-access`. */
export class GongClient implements Gong {
  private readonly exchange: GongExchange;

  constructor(private readonly parts: ExchangeParts) {
    this.exchange = new GongExchange(parts);
  }

  /**
   * @returns `too-many-calls` with slot 0 and no request if Gong is known to refuse that many.
   * @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid
   */
  async usersAccess(callIds: readonly string[], ask: Ask): Promise<GongAnswer> {
    const { pacer } = this.parts;
    const asked = callIds.length;
    if (asked > (await pacer.chunkSize())) {
      return { kind: 'too-many-calls', slot: 0, requestId: '', body: '' };
    }
    const { slot, told } = await this.exchange.send<AccessTold>(
      usersAccessTarget(callIds),
      (answer, now) => classifyAccess(answer, asked, now),
      ask,
    );
    if (told.kind === 'too-many-calls') await pacer.learnChunkSize(asked, told.takes);
    const { kind, requestId, body } = told;
    return { kind, slot: slot.time, requestId, body };
  }
}

import { callsInPage } from '../../domain/call-page';
import type { CallPage } from '../../domain/listing';
import type { Ask } from '../../domain/ports';
import type { CallLister, PageRequest } from '../../domain/trigger-ports';
import { classifyListing, type ListingTold } from './classify';
import { type ExchangeParts, GongExchange } from './exchange';
import { listingTarget } from './target';

/** `GET /v2/calls`. */
export class GongCallLister implements CallLister {
  private readonly exchange: GongExchange;

  constructor(parts: ExchangeParts) {
    this.exchange = new GongExchange(parts);
  }

  /** @throws NoSlot, GongUnavailable, GongRefused, GongAnswerInvalid, GongCredentialsRejected, SecretInvalid */
  async page(request: PageRequest, ask: Ask): Promise<CallPage> {
    const { told } = await this.exchange.send<ListingTold>(
      listingTarget(request),
      (answer, now) => classifyListing(answer, request.cursor !== undefined, now),
      ask,
    );
    if (told.kind === 'cursor-expired') return { kind: 'cursor-expired' };
    if (told.kind === 'no-calls') return { kind: 'page', callIds: [], total: 0 };
    return { kind: 'page', ...callsInPage(told.body) };
  }
}

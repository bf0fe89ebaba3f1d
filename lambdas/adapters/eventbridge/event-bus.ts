import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { eventSource, type LedgerEvent } from '../../domain/events';
import { inParallel } from '../../domain/in-parallel';
import type { EventBus } from '../../domain/ports';
import { untilTaken } from '../backoff';
import { batchesOf, checkEntry } from './entries';

const batchesInFlight = 5;
/** PutEvents answers 200 also when it took only some entries: the others are sent again. */
const retry = { attempts: 5, firstWait: 100 };

/** The system's own bus. */
export class EventBridgeBus implements EventBus {
  constructor(
    private readonly client: EventBridgeClient,
    private readonly busName: string,
  ) {}

  /** @throws Error if the bus has not taken every event, or before sending any if one of them is not valid */
  async publish(events: readonly LedgerEvent[]): Promise<void> {
    const entries = events.map((event) => checkEntry(this.entryOf(event)));
    await inParallel(batchesInFlight, batchesOf(entries), async (batch) => {
      const left = await untilTaken(batch, (some) => this.put(some), retry);
      if (left.length > 0) throw new Error(`the bus did not take ${left.length} events`);
    });
  }

  private entryOf({ detailType, detail }: LedgerEvent): PutEventsRequestEntry {
    return {
      EventBusName: this.busName,
      Source: eventSource,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    };
  }

  /** Gives back the entries that were not taken: the answer lists results in the order of the request. */
  private async put(
    entries: readonly PutEventsRequestEntry[],
  ): Promise<readonly PutEventsRequestEntry[]> {
    const { Entries: results = [] } = await this.client.send(
      new PutEventsCommand({ Entries: [...entries] }),
    );
    return entries.filter((_, n) => results[n]?.EventId === undefined);
  }
}

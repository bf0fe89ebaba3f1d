import type { Change } from './call-state';
import { inParallel } from './in-parallel';
import type { CallStore, Clock, EventBus } from './ports';
import { accessEvents } from './report-events';

/**
 * Empties outboxes: history first, then feed and bus, then the outbox. Whoever is cut off in between leaves the
 * outbox filled, and whoever finds it does all of it again: the history is the same, an event has the same ID.
 */
export async function announce(
  deps: { readonly calls: CallStore; readonly events: EventBus; readonly clock: Clock },
  changes: readonly Change[],
): Promise<void> {
  if (changes.length === 0) return;
  await deps.calls.putChanges(changes);
  await deps.calls.putFeed(changes, deps.clock());
  await deps.events.publish(changes.flatMap(accessEvents));
  await inParallel(16, changes, ({ callId, version }) => deps.calls.clearOutbox(callId, version));
}

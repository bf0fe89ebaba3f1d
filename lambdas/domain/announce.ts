import type { Change } from './call-state';
import type { CallStore, Clock, EventBus } from './ports';
import { accessEvents } from './report-events';

export interface AnnounceDeps {
  readonly calls: CallStore;
  readonly events: EventBus;
  readonly clock: Clock;
}

/**
 * Tells changes to everybody: history first, then feed and bus. May be repeated: the history is the same then, and an
 * event has the same ID. A chunk lists the changes of its audit itself, but for those that it does not know of.
 */
export async function announce(deps: AnnounceDeps, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  await deps.calls.putChanges(changes);
  await deps.calls.putAuditChanges(changes.filter(({ byReceipt }) => byReceipt));
  await deps.calls.putFeed(changes, deps.clock());
  await deps.events.publish(changes.flatMap(accessEvents));
}

import { byId, el, timeOf } from './dom.mjs';

const kept = 60;
let last = 0;

/** The path to what came since the last call. */
export const eventsPath = () => `/_local/events?after=${last}`;

/** Puts new events on top. */
export function showEvents(events) {
  const list = byId('events');
  for (const { seq, event } of events) {
    last = Math.max(last, seq);
    list.prepend(
      el(
        'li',
        {},
        el('time', {}, event.time ? timeOf(event.time) : ''),
        ' ',
        el('strong', {}, event['detail-type']),
        ' ',
        textOf(event.detail),
      ),
    );
  }
  while (list.children.length > kept) list.lastElementChild.remove();
  byId('no-events').hidden = list.children.length > 0;
}

function textOf(detail) {
  const { callId, users, auditId, reason } = detail ?? {};
  if (callId) return `call ${callId}: ${(users ?? []).map(({ userId }) => userId).join(', ')}`;
  return [auditId && `audit ${auditId.slice(0, 8)}`, reason].filter(Boolean).join(': ');
}

import { byId, el, number, setText, timeOf } from './dom.mjs';

const lines = new Map();

/** Shows the day, what is left of it, and whether Gong refuses us. */
export function showQuota(quota) {
  const { spent, requestsPerDay, left, breaker, requestsPerSecond, chunkSize, guardMs } = quota;
  const meter = line('day', () =>
    el('meter', {
      min: '0',
      max: '1',
      low: '0.8',
      high: '0.95',
      optimum: '0',
      'aria-label': 'Share of the day spent',
    }),
  );
  meter.value = Math.min(1, spent / requestsPerDay);
  say(
    'spent',
    `${number(spent)} of ${number(requestsPerDay)} requests spent, until ${timeOf(quota.dayEnd)}`,
  );
  say('left', `left: ${number(left.interactive)} for checks, ${number(left.bulk)} for audits`);
  say(
    'pace',
    `${requestsPerSecond} requests a second of ${chunkSize} calls, guard ${Math.round(guardMs)} ms`,
  );
  say('breaker', `breaker: ${breaker.state}${reason(breaker)}`);
  if (quota.pausedUntil)
    say('paused', `waits until ${timeOf(quota.pausedUntil)}: ${reasons[quota.pauseReason]}`);
  else lines.get('paused')?.replaceChildren();
}

const reasons = { paused: 'Gong asked for it (429)', 'day-spent': 'the day is spent' };

const reason = ({ status, missingScope, until }) =>
  [
    status && ` (Gong answers ${status})`,
    missingScope && `, scope ${missingScope} is missing`,
    until && `, tried again at ${timeOf(until)}`,
  ]
    .filter(Boolean)
    .join('');

const say = (name, text) =>
  setText(
    line(name, () => el('p')),
    text,
  );

function line(name, make) {
  const known = lines.get(name);
  if (known) return known;
  const node = byId('quota').appendChild(make());
  lines.set(name, node);
  return node;
}

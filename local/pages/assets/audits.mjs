import { ask } from './api.mjs';
import { byId, el, number, setText, timeOf } from './dom.mjs';

const outcomes = [
  ['granted', 'granted'],
  ['none', 'none'],
  ['notReturned', 'not-returned'],
  ['notFound', 'not-found'],
  ['failed', 'failed'],
];

/** Which controls make sense in which status. */
const controls = {
  accepted: ['pause', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
};

const items = new Map();

/** Shows audits, newest first; those on the page keep their elements, so that focus stays where it is. */
export function showAudits(audits) {
  const list = byId('audits');
  byId('no-audits').hidden = audits.length > 0;
  const wanted = audits.map(({ auditId }) => auditId);
  for (const [id, item] of items) {
    if (wanted.includes(id)) continue;
    item.root.remove();
    items.delete(id);
  }
  audits.forEach((audit, at) => {
    const item = items.get(audit.auditId) ?? itemOf(audit);
    if (list.children[at] !== item.root) list.insertBefore(item.root, list.children[at] ?? null);
    update(item, audit);
  });
}

function itemOf({ auditId, label }) {
  const bars = outcomes.map(([, word]) => el('span', { class: word }));
  const bar = el(
    'div',
    {
      class: 'bar',
      role: 'progressbar',
      'aria-label': `Progress of ${label ?? auditId}`,
      'aria-valuemin': '0',
      'aria-valuemax': '100',
    },
    ...bars,
  );
  const status = el('span', { class: 'status' });
  const numbers = el('p', { class: 'numbers' });
  const buttons = el('div', { class: 'buttons' });
  const link = el('a', { href: `/audits/${auditId}` }, label ?? auditId);
  const observations = el('a', { href: `/audits/${auditId}/observations` }, 'observations');
  const head = el('p', { class: 'head' }, link, ' ', status, ' ', observations);
  const root = el('li', { class: 'audit' }, head, bar, numbers, buttons);
  const item = { root, bars, bar, status, numbers, buttons, shown: '' };
  items.set(auditId, item);
  return item;
}

function update(item, audit) {
  const percent = Math.floor(audit.progress * 100);
  item.bar.setAttribute('aria-valuenow', String(percent));
  outcomes.forEach(([total], at) => {
    const share = audit.requested === 0 ? 0 : audit.totals[total] / audit.requested;
    item.bars[at].style.width = `${100 * share}%`;
  });
  setText(item.status, audit.status);
  item.status.dataset.status = audit.status;
  setText(item.numbers, summaryOf(audit, percent));
  updateButtons(item, audit);
}

function summaryOf(audit, percent) {
  const found = outcomes
    .filter(([total]) => audit.totals[total] > 0)
    .map(([total, word]) => `${number(audit.totals[total])} ${word}`);
  const parts = [`${percent}% of ${number(audit.requested)} calls`, ...found];
  if (audit.pauseReason) parts.push(`paused: ${audit.pauseReason}`);
  if (audit.completedAt) parts.push(`ended ${timeOf(audit.completedAt)}`);
  else if (audit.eta) parts.push(`done about ${timeOf(audit.eta)}`);
  return parts.join(' · ');
}

function updateButtons(item, { auditId, status, label }) {
  const wanted = controls[status] ?? [];
  if (item.shown === wanted.join()) return;
  item.shown = wanted.join();
  item.buttons.replaceChildren(
    ...wanted.map((what) =>
      el(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${what} ${label ?? auditId}`,
          click: () => ask('POST', `/audits/${auditId}/${what}`),
        },
        what,
      ),
    ),
  );
}

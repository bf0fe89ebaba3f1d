import { count, percent, plural, time } from '../../output/format';
import { barTable, overTime, rankedBars, shareOf } from '../charts';
import type { ReportData } from '../gather';
import { type Html, html } from '../html';
import type { Summary } from '../summary';
import { personText } from '../words';

/** Changes that the page lists; JSON Lines and the API have all. */
const mostChanges = 500;

export function changesSection({ changes, names }: ReportData): Html {
  if (!changes) return html``;
  const rows = changes.slice(0, mostChanges).map(
    (
      one,
    ) => html`<tr><td><span class="change ${one.change}">${one.change === 'granted' ? '+ granted' : '− revoked'}</span></td>
<td><span class="id">${one.callId}</span>${small(names?.titles.get(one.callId))}</td><td><span class="id">${one.userId}</span>${small(personText(names, one.userId))}</td>
<td><time datetime="${one.previousObservedAt}">${time(one.previousObservedAt)}</time></td>
<td><time datetime="${one.observedAt}">${time(one.observedAt)}</time></td></tr>`,
  );
  const body =
    changes.length === 0
      ? html`<p>No call had other users than at the observation before. A call that was observed for the first time has no observation before: it counts as a baseline, not as a change.</p>`
      : html`<p>${plural(changes.length, 'change')}, each found by comparing two observations of a call${changes.length > mostChanges ? `; the first ${count(mostChanges)} are listed` : ''}.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Changes"><table class="list"><thead><tr><th scope="col">Change</th><th scope="col">Call</th><th scope="col">User</th><th scope="col">After</th><th scope="col">Seen at</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes since the observation before</h2>${body}</section>`;
}

const small = (text: string | undefined): Html => (text ? html`<small>${text}</small>` : html``);

export function overTimeSection({ series, audit }: ReportData): Html {
  const of = audit.label === undefined ? 'without a label' : `labelled “${audit.label}”`;
  if (series.length < 2) {
    return html`<section aria-labelledby="time"><h2 id="time">Access over time</h2><p>There is no earlier audit ${of} to compare with.</p></section>`;
  }
  const rows = series.map(
    (one) =>
      html`<tr><th scope="row"><time datetime="${one.createdAt}">${time(one.createdAt)}</time></th><td class="n">${count(one.requested)}</td><td class="n">${count(one.totals.granted)}</td><td class="n">${percent(shareOf(one))}</td></tr>`,
  );
  return html`<section aria-labelledby="time"><h2 id="time">Access over time</h2>
<figure>${overTime(series)}<figcaption>Share of answered calls with individual access, in the audits ${of}. Each audit has a list of calls of its own: a higher column may also come from other calls.</figcaption></figure>
<details><summary>The figures as a table</summary><table class="list"><thead><tr><th scope="col">Audit of</th><th scope="col" class="n">Calls</th><th scope="col" class="n">With access</th><th scope="col" class="n">Share</th></tr></thead><tbody>${rows}</tbody></table></details></section>`;
}

export function rankingSection(
  { names }: ReportData,
  { busiestUsers, widestCalls }: Summary,
): Html {
  return html`<div class="columns"><section aria-labelledby="busiest"><h2 id="busiest">Users with access to most calls</h2>
${busiestUsers.length === 0 ? html`<p>No user has individual access.</p>` : barTable(['User', 'Calls'], rankedBars(busiestUsers, 'user', names))}</section>
<section aria-labelledby="widest"><h2 id="widest">Calls with most users</h2>
${widestCalls.length === 0 ? html`<p>No call has individual access.</p>` : barTable(['Call', 'Users'], rankedBars(widestCalls, 'call', names))}</section></div>`;
}

import { pauseText } from '../../output/audit-text';
import { count, time } from '../../output/format';
import { sourceText } from '../../output/source-text';
import { barTable } from '../charts';
import type { ReportData } from '../gather';
import { type Html, html } from '../html';
import { exitText, expiredText } from '../state';
import { disagreements, type Summary } from '../summary';
import { coverageText, inShort, plainOutcomes } from '../words';

/** The page's head: what it is about, whether it is final, and the answer in sentences. */
export function openingSection(data: ReportData, summary: Summary): Html {
  const { audit } = data;
  const tiles: [string, number][] = [
    ['calls asked about', audit.requested],
    ['calls with individual access', summary.counted.granted],
    ['users with access', summary.users],
    ...(data.changes ? [['changes since before', data.changes.length] as [string, number]] : []),
    ['calls without an answer', summary.calls - summary.counted.granted - summary.counted.none],
  ];
  return html`${stateBanner(data, summary)}
<section aria-labelledby="short"><h2 id="short">In short</h2>
<dl class="tiles">${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${count(value)}</dd></div>`)}</dl>
<p class="lead">${inShort(data, summary).join(' ')}</p></section>
<section aria-labelledby="covers" class="note"><h2 id="covers">What this report covers</h2>
${coverageText.map((text) => html`<p>${text}</p>`)}
<p>Coverage code: <code>${audit.coverage}</code></p></section>`;
}

function stateBanner({ audit }: ReportData, { expired }: Summary): Html {
  const banners = [exitText(audit), expiredText(expired)].flatMap((text) => text ?? []);
  return html`${banners.map((text) => html`<p class="banner" role="note"><strong>${text}</strong> ${pauseText(audit)}</p>`)}`;
}

export function requestSection({ audit, generatedAt }: ReportData, summary: Summary): Html {
  const facts: [string, string | undefined][] = [
    ['Audit', audit.auditId],
    ['Label', audit.label],
    ['Requested by', audit.requestedBy],
    ['Calls from', sourceText(audit.source)],
    ['Requested at', time(audit.createdAt)],
    ['Ended at', audit.completedAt && time(audit.completedAt)],
    ['Status', audit.status],
    [
      'Calls',
      `${count(audit.requested)} (${count(audit.duplicates)} duplicates in the list, asked for once)`,
    ],
    ['Requests to Gong', count(summary.requests)],
    ['Report made at', time(generatedAt)],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [html`<dt>${name}</dt><dd>${value}</dd>`],
  );
  return html`<section aria-labelledby="asked"><h2 id="asked">What was asked, by whom, when</h2><dl class="facts">${rows}</dl></section>`;
}

/** Outcomes, and whether they add up. */
export function outcomeSection({ audit }: ReportData, summary: Summary): Html {
  const { counted, expired, reasons } = summary;
  const bars = (Object.keys(plainOutcomes) as (keyof typeof plainOutcomes)[]).map((word) => ({
    name: html`<span class="tag ${word}">${word}</span> ${plainOutcomes[word][0]}`,
    value: word === 'failed' ? counted.failed - expired : counted[word],
    note: plainOutcomes[word][1],
    colour: `fill-${word}`,
  }));
  const gone = {
    name: 'Evidence expired',
    value: expired,
    note: expiredNote,
    colour: 'fill-failed',
  };
  const why = reasons.map(({ id, count: value }) => ({ name: id, value, colour: 'fill-failed' }));
  return html`<section aria-labelledby="outcomes"><h2 id="outcomes">Outcomes</h2>${barTable(['Outcome', 'Calls'], expired > 0 ? [...bars, gone] : bars)}${reconciliation(audit, summary)}
${why.length === 0 ? undefined : html`<h3>Why calls have no outcome</h3>${barTable(['Reason', 'Calls'], why)}`}</section>`;
}

const expiredNote = 'The call was checked; what Gong answered is kept no longer';

function reconciliation({ requested, totals }: ReportData['audit'], summary: Summary): Html {
  const wrong = disagreements(requested, totals, summary);
  if (wrong.length > 0) {
    return html`<p class="banner" role="note"><strong>The totals do not reconcile.</strong> ${wrong.map(([word, said, found]) => `${word}: the audit says ${count(said)}, the list has ${count(found)}. `)}</p>`;
  }
  const own = Object.values(totals).map(count).join(' + ');
  return summary.expired > 0
    ? html`<p class="check">The audit’s own totals are ${count(requested)} = ${own}. With expired evidence they cannot be counted again; nothing in the list contradicts them.</p>`
    : html`<p class="check">The totals reconcile: ${count(requested)} = ${own}, counted from the list below and equal to the audit’s own totals.</p>`;
}

import { pauseText } from '../../output/audit-text';
import { count, time } from '../../output/format';
import { barTable } from '../charts';
import type { ReportData } from '../gather';
import { type Html, html } from '../html';
import { exitText } from '../state';
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
  return html`${stateBanner(data)}
<section aria-labelledby="short"><h2 id="short">In short</h2>
<dl class="tiles">${tiles.map(([name, value]) => html`<div><dt>${name}</dt><dd>${count(value)}</dd></div>`)}</dl>
<p class="lead">${inShort(data, summary).join(' ')}</p></section>
<section aria-labelledby="covers" class="note"><h2 id="covers">What this report covers</h2>
${coverageText.map((text) => html`<p>${text}</p>`)}
<p>Coverage code: <code>${audit.coverage}</code></p></section>`;
}

function stateBanner({ audit }: ReportData): Html {
  const text = exitText(audit);
  if (text === undefined) return html``;
  return html`<p class="banner" role="note"><strong>${text}</strong> ${pauseText(audit)}</p>`;
}

export function requestSection({ audit, generatedAt }: ReportData, summary: Summary): Html {
  const facts: [string, string | undefined][] = [
    ['Audit', audit.auditId],
    ['Label', audit.label],
    ['Requested by', audit.requestedBy],
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
  const { counted } = summary;
  const bars = (Object.keys(plainOutcomes) as (keyof typeof plainOutcomes)[]).map((word) => ({
    name: html`<span class="tag ${word}">${word}</span> ${plainOutcomes[word][0]}`,
    value: counted[word],
    note: plainOutcomes[word][1],
    colour: `fill-${word}`,
  }));
  const sum = Object.values(counted).map(count).join(' + ');
  const wrong = disagreements(audit.requested, audit.totals, summary);
  const check =
    wrong.length === 0
      ? html`<p class="check">The totals reconcile: ${count(audit.requested)} = ${sum}, counted from the list below and equal to the audit’s own totals.</p>`
      : html`<p class="banner" role="note"><strong>The totals do not reconcile.</strong> ${wrong.map(([word, said, found]) => `${word}: the audit says ${count(said)}, the list has ${count(found)}. `)}</p>`;
  return html`<section aria-labelledby="outcomes"><h2 id="outcomes">Outcomes</h2>${barTable(['Outcome', 'Calls'], bars)}${check}
${
  summary.reasons.length === 0
    ? undefined
    : html`<h3>Why calls were not checked</h3>${barTable(
        ['Reason', 'Calls'],
        summary.reasons.map(({ id, count: value }) => ({ name: id, value, colour: 'fill-failed' })),
      )}`
}</section>`;
}

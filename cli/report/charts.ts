import type { AuditShape } from '../api/shapes';
import type { Names } from '../enrich/names';
import { count, percent } from '../output/format';
import { type Html, html } from './html';
import type { Ranked } from './summary';
import { personText } from './words';

/** A row of a chart that is also a table: a name, a bar, a number. */
export interface Bar {
  readonly name: Html | string;
  readonly value: number;
  readonly note?: string;
  /** Class of the bar's colour. */
  readonly colour?: string;
}

/** Bars beside their numbers, as a table: readable without seeing the bars. */
export function barTable(titles: readonly [string, string], bars: readonly Bar[]): Html {
  const widest = Math.max(1, ...bars.map(({ value }) => value));
  const rows = bars.map(
    ({ name, value, note, colour = 'bar' }) => html`<tr>
<th scope="row">${name}${note === undefined ? '' : html`<small>${note}</small>`}</th>
<td class="n">${count(value)}</td>
<td class="b" aria-hidden="true">${bar(value / widest, colour)}</td></tr>`,
  );
  return html`<table class="bars"><thead><tr><th scope="col">${titles[0]}</th>
<th scope="col" class="n">${titles[1]}</th><td aria-hidden="true"></td></tr></thead><tbody>${rows}</tbody></table>`;
}

/** A value that is there can be seen, however small. */
const bar = (share: number, colour: string): Html => {
  const width = share === 0 ? 0 : Math.max(0.5, share * 100).toFixed(2);
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false"><rect class="${colour}" width="${width}" height="10"/></svg>`;
};

export const rankedBars = (
  ranking: readonly Ranked[],
  filter: 'user' | 'call',
  names: Names | undefined,
): Bar[] =>
  ranking.map(({ id, count: value }) => ({
    ...noteOf(filter === 'user' ? personText(names, id) : names?.titles.get(id)),
    name: html`<button type="button" class="link id" data-find="${id}" title="Show in the list of ${filter === 'user' ? 'calls' : 'all calls'}">${id}</button>`,
    value,
  }));

const noteOf = (note: string | undefined) => (note ? { note } : {});

const width = 560;
const height = 200;
const left = 44;
const bottom = 24;
const top = 8;

/** Share of answered calls that have individual access, an audit a column. */
export function overTime(series: readonly AuditShape[]): Html {
  const points = series.map((one) => ({
    day: one.createdAt.slice(0, 10),
    share: shareOf(one),
    one,
  }));
  const highest = niceCeiling(Math.max(0.01, ...points.map(({ share }) => share)));
  const y = (share: number) => top + (height - top - bottom) * (1 - share / highest);
  const step = (width - left) / points.length;
  const columns = points.map(({ share, one, day }, i) => {
    const w = Math.min(48, step * 0.6);
    const x = left + step * (i + 0.5) - w / 2;
    const title = html`<title>${day}: ${percent(share)}, ${count(one.totals.granted)} calls</title>`;
    return html`<rect class="bar" x="${x.toFixed(1)}" y="${y(share).toFixed(1)}" width="${w.toFixed(1)}" height="${(y(0) - y(share)).toFixed(1)}">${title}</rect>`;
  });
  const lines = [0, 0.5, 1].map(
    (
      part,
    ) => html`<line class="grid" x1="${left}" x2="${width}" y1="${y(part * highest)}" y2="${y(part * highest)}"/>
<text class="axis" x="${left - 6}" y="${y(part * highest) + 4}" text-anchor="end">${Math.round(part * highest * 100)} %</text>`,
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="Share of calls with individual access, by audit: ${ariaText(points)}">
${lines}${columns}${dayLabels(points, step)}</svg>`;
}

/** Granted, of the calls whose access Gong told. */
export const shareOf = ({ totals }: AuditShape): number =>
  totals.granted / Math.max(1, totals.granted + totals.none);

const niceCeiling = (share: number): number =>
  [0.02, 0.05, 0.1, 0.2, 0.5, 1].find((step) => share <= step) ?? 1;

interface Point {
  readonly day: string;
  readonly share: number;
}

const ariaText = (points: readonly Point[]) =>
  points.map(({ day, share }) => `${day} ${percent(share)}`).join(', ');

/** Not more labels than fit. */
function dayLabels(points: readonly Point[], step: number): Html[] {
  const every = Math.ceil(points.length / 6);
  return points.flatMap(({ day }, i) =>
    i % every === 0
      ? [
          html`<text class="axis" x="${(left + step * (i + 0.5)).toFixed(1)}" y="${height - 8}" text-anchor="middle">${day}</text>`,
        ]
      : [],
  );
}

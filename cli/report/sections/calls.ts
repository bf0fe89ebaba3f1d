import { letters } from '../columns';
import type { ReportData } from '../gather';
import { type Html, html } from '../html';
import { plainOutcomes } from '../words';

/** The list of all calls: `page/list.js` fills it from the data block. */
export function callsSection({ names }: ReportData): Html {
  const options = (Object.keys(letters) as (keyof typeof letters)[]).map(
    (word) => html`<option value="${letters[word]}">${word}: ${plainOutcomes[word][0]}</option>`,
  );
  return html`<section aria-labelledby="calls" id="list"><h2 id="calls">All calls</h2>
<noscript><p class="banner">This list needs JavaScript. <code>gong-access report … --format csv</code> writes the same list as a file.</p></noscript>
<form class="filters" role="search" aria-label="Calls"><label>Find a call or user${names ? '' : ' ID'} <input type="search" id="find" inputmode="${names ? 'search' : 'numeric'}" autocomplete="off" spellcheck="false"></label>
<label>Outcome <select id="outcome"><option value="">all</option>${options}</select></label></form>
<p id="found" role="status" aria-live="polite"></p>
<table class="calls" role="table" aria-labelledby="calls"><thead role="rowgroup"><tr role="row">
${heading('call', 'Call')}${heading('outcome', 'Outcome')}${heading('users', 'Users')}
<th scope="col" role="columnheader" class="who">Who</th>${heading('at', 'Observed (UTC)')}</tr></thead>
<tbody role="rowgroup" id="rows"></tbody></table>
<nav class="pages" aria-label="Pages of the list"><button type="button" id="first">First</button><button type="button" id="previous">Previous</button><span id="place"></span><button type="button" id="next">Next</button><button type="button" id="last">Last</button></nav></section>`;
}

const heading = (key: string, title: string): Html =>
  html`<th scope="col" role="columnheader" data-title="${title}" aria-sort="${key === 'call' ? 'ascending' : 'none'}"><button type="button" class="sort" data-sort="${key}">${title}</button></th>`;

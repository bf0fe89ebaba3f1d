import { createHash } from 'node:crypto';
import { asset } from '../assets';
import { time } from '../output/format';
import { nameColumns } from './columns';
import type { ReportData } from './gather';
import { Html, html } from './html';
import { changesSection, overTimeSection, rankingSection } from './sections/access';
import { callsSection } from './sections/calls';
import { evidenceSection } from './sections/evidence';
import { openingSection, outcomeSection, requestSection } from './sections/summary';
import { disagreements, summarise } from './summary';

/** Rows of the rankings. */
const mostRanked = 15;

const hash = (text: string, encoding: 'base64' | 'hex') =>
  createHash('sha256').update(text).digest(encoding);

/** The report as one page that loads nothing and may run nothing but what is in it. */
export function reportPage(data: ReportData): {
  text: string;
  reconciles: boolean;
  expired: number;
} {
  const summary = summarise(data.columns, mostRanked);
  const block = dataBlock(data);
  const style = asset('style.css');
  const script = asset('list.js');
  const title = `Access to Gong calls${data.audit.label === undefined ? '' : `: ${data.audit.label}`}`;
  const policy = `default-src 'none'; style-src 'sha256-${hash(style, 'base64')}'; script-src 'sha256-${hash(script, 'base64')}'; base-uri 'none'; form-action 'none'`;
  const { text } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}"><meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${new Html(style)}</style></head>
<body><a class="skip" href="#list">Skip to the list of calls</a>
<header><p class="kind">Access audit report</p><h1>${title}</h1><p>Audit ${data.audit.auditId} of ${time(data.audit.createdAt)}</p></header>
<main>${openingSection(data, summary)}${requestSection(data, summary)}${outcomeSection(data, summary)}${changesSection(data)}${overTimeSection(data)}${rankingSection(data, summary)}${callsSection(data)}${evidenceSection(data, hash(block, 'hex'))}</main>
<footer><p>Made by Gong Access Audit at ${time(data.generatedAt)}. All times are UTC. ${namesNote(data)}</p></footer>
<script type="application/json" id="data">${new Html(block)}</script><script>${new Html(script)}</script></body></html>
`;
  const { requested, totals } = data.audit;
  const reconciles = disagreements(requested, totals, summary).length === 0;
  return { text, reconciles, expired: summary.expired };
}

const namesNote = ({ names }: ReportData): string =>
  names
    ? `IDs are Gong’s. Names, addresses and titles are those that Gong told at ${time(names.askedAt)}; they are not part of the evidence.`
    : 'IDs are Gong’s; this report holds no names, addresses or titles.';

/** Nothing in it can end the script element. */
const dataBlock = ({ columns, names }: ReportData): string =>
  JSON.stringify(names ? { ...columns, names: nameColumns(columns, names) } : columns).replaceAll(
    '<',
    '\\u003c',
  );

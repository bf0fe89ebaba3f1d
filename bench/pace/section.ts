import type { Section } from '../kit/section';
import { credentialsStorm } from './credentials-storm';
import type { Row } from './report';
import { sideBySide } from './side-by-side';
import { twelveASecond } from './twelve-a-second';
import { unknownCalls } from './unknown-calls';

const said = (figures: Row['figures']) =>
  Object.entries(figures)
    .map(([name, figure]) => `${name} ${figure}`)
    .join(', ');

/** A third of the batches, and what does not need the whole stage: all of it takes `npm run bench:pace`. */
const share = 0.3;

export async function paceSection(): Promise<Section> {
  const rows: Row[] = [];
  for (const scenario of [sideBySide, twelveASecond, credentialsStorm, unknownCalls]) {
    rows.push(...(await scenario(share)));
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row.figures)))];
  return {
    title: 'Pace',
    text:
      'Against a stand-in for Gong that counts over a sliding second, three ways at once; a third of the length of ' +
      '`npm run bench:pace`, whose promises are for its full length.',
    head: ['scenario', ...columns],
    rows: rows.map(({ what, figures }) => [what, ...columns.map((name) => figures[name] ?? '')]),
    aims: rows.flatMap(({ what, kept, figures }) =>
      kept === undefined
        ? []
        : [{ what, aim: 'the promise of a short run', reached: said(figures), kept }],
    ),
  };
}

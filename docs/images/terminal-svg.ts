import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a moving SVG of a terminal from screens taken with
 * `tmux capture-pane -e -p > FOLDER/MILLISECONDS.txt`.
 *
 *   npx tsx docs/images/terminal-svg.ts FOLDER > docs/images/terminal.svg
 */

const lineHeight = 19;
const charWidth = 8.43;
const padding = 14;
/** Time is shortened where little happens: no screen stands longer than this, in ms. */
const longest = 1_100;
/** Screens in a row that differ by a progress bar alone are this much quicker. */
const speed = 0.3;
const lastStands = 6_000;

const escapeCharacter = String.fromCharCode(27);
const anyStyle = new RegExp(`${escapeCharacter}\\[[0-9;]*m`);

const colours: Readonly<Record<string, string>> = {
  '31': '#ff8f8a',
  '32': '#7ed491',
  '33': '#e6c067',
  '36': '#6fd0dd',
};

interface Screen {
  readonly lines: readonly string[];
  /** How long it stands, in ms. */
  readonly ms: number;
}

function readScreens(folder: string): Screen[] {
  const taken = readdirSync(folder)
    .sort()
    .map((name) => ({
      at: Number(name.replace('.txt', '')),
      text: readFileSync(join(folder, name), 'utf8').trimEnd(),
    }));
  const changed = taken.filter(({ text }, i) => i === 0 || text !== taken[i - 1]?.text);
  return changed.map(({ at, text }, i) => {
    const next = changed[i + 1];
    const stood = next ? Math.min(longest, next.at - at) : lastStands;
    const isBar = next !== undefined && text.split('\n').length === next.text.split('\n').length;
    const ms = isBar && text.includes('calls/s') ? stood * speed : stood;
    return { lines: text.split('\n'), ms: Math.max(40, ms) };
  });
}

const escaped = (text: string) =>
  text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));

/** A line with its colours, as one text element. */
function lineOf(text: string): string {
  let style = '';
  const spans = text.split(escapeCharacter).map((piece, i) => {
    const [, code, rest = piece] = i === 0 ? [] : (/^\[([0-9;]*)m(.*)$/.exec(piece) ?? []);
    if (code !== undefined) style = styleOf(code);
    return rest === '' ? '' : `<tspan${style}>${escaped(rest)}</tspan>`;
  });
  return `<text xml:space="preserve">${spans.join('')}</text>`;
}

function styleOf(code: string): string {
  const parts = code.split(';');
  const colour = parts.map((part) => colours[part]).find(Boolean);
  if (colour) return ` fill="${colour}"`;
  if (parts.includes('2')) return ' fill="#9aa4b2"';
  return parts.includes('1') ? ' font-weight="bold"' : '';
}

function svgOf(screens: readonly Screen[]): string {
  const columns = Math.max(
    ...screens.flatMap(({ lines }) => lines.map((line) => line.split(anyStyle).join('').length)),
  );
  const rows = Math.max(...screens.map(({ lines }) => lines.length));
  const width = Math.ceil(columns * charWidth) + 2 * padding;
  const height = rows * lineHeight + 2 * padding;
  const ids = new Map<string, number>();
  const groups = screens.map(({ lines }, screen) => {
    const uses = lines.map((line, row) => {
      if (line === '') return '';
      const id = ids.get(line) ?? ids.size;
      ids.set(line, id);
      return `<use href="#l${id}" y="${(row + 1) * lineHeight}"/>`;
    });
    return `<g transform="translate(0 ${screen * height})">${uses.join('')}</g>`;
  });
  const defs = [...ids].map(([line, id]) => lineOf(line).replace('<text', `<text id="l${id}"`));
  const total = screens.reduce((sum, { ms }) => sum + ms, 0);
  let at = 0;
  const stops = screens.map(({ ms }, screen) => {
    const stop = `${((at / total) * 100).toFixed(2)}%{transform:translateY(${-screen * height}px)}`;
    at += ms;
    return stop;
  });
  const end = -(screens.length - 1) * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="gong-access in a terminal: an audit with its progress bar, a pause, Ctrl-C, coming back, the report">
<style>text{font:14px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6e9ee}.s{animation:s ${(total / 1000).toFixed(1)}s step-end infinite}@keyframes s{${stops.join('')}}@media (prefers-reduced-motion:reduce){.s{animation:none;transform:translateY(${end}px)}}</style>
<rect width="100%" height="100%" rx="10" fill="#171b22"/><defs>${defs.join('')}</defs>
<clipPath id="c"><rect width="${width - padding}" height="${height - padding}"/></clipPath><g transform="translate(${padding} ${padding - 5})" clip-path="url(#c)"><g class="s">${groups.join('')}</g></g></svg>
`;
}

process.stdout.write(svgOf(readScreens(process.argv[2] ?? '.')));

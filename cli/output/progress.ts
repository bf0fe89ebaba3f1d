import { SingleBar } from 'cli-progress';
import { count, duration } from './format';
import { rateOver } from './rate';
import type { Standing } from './standing';
import type { Terminal } from './terminal';

/** Shows how audits go on. */
export interface Progress {
  update(standing: Standing): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a line whenever something is worth one. */
export const showProgress = (terminal: Terminal, now: () => number): Progress =>
  terminal.err.isTTY ? bar(terminal, now) : lines(terminal);

/** What is said once, in a line of its own, where there is no bar to show or it stands still. */
const noteOf = ({ isListing, pause }: Standing): string | undefined =>
  pause !== undefined ? `Paused: ${pause}.` : isListing ? 'Listing the calls…' : undefined;

function bar({ err }: Terminal, now: () => number): Progress {
  let rate = rateOver(20_000);
  let single: SingleBar | undefined;
  let last: string | undefined;
  return {
    update(standing) {
      const note = noteOf(standing);
      if (note !== last) {
        single?.stop();
        single = undefined;
        // What was before a pause says nothing of the pace after it.
        rate = rateOver(20_000);
        if (note !== undefined || last?.startsWith('Paused')) err.write(`${note ?? 'Goes on.'}\n`);
        last = note;
      }
      const { checked, requested, isListing } = standing;
      if (isListing || requested === 0) return;
      const payload = barTexts(standing, rate(now(), checked), now());
      if (single) single.update(checked, payload);
      else {
        single = newBar(err, requested);
        single.start(requested, checked, payload);
      }
    },
    stop: () => single?.stop(),
  };
}

const widestBar = 30;
const narrowestBar = 6;
/** `  10,000 calls/s` and `  ETA 59 min 59 s`, and what stands before the counts. */
const [rateWidth, leftWidth, percentWidth] = [16, 17, 7];

/** A line that breaks would be drawn over and over: the bar gives way first, then the rate. */
function newBar(stream: NodeJS.WriteStream, requested: number): SingleBar {
  const counts = `${count(requested)} of ${count(requested)} calls`.length;
  const free = (stream.columns ?? 80) - percentWidth - counts - leftWidth - 1;
  const hasRate = free - rateWidth >= narrowestBar;
  return new SingleBar({
    stream,
    format: `{bar} {percent} {checked} of {all} calls${hasRate ? '  {rate}' : ''}  {left}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(0, Math.min(widestBar, hasRate ? free - rateWidth : free)),
    hideCursor: true,
    linewrap: null,
    gracefulExit: false,
  });
}

function barTexts(standing: Standing, rate: number | undefined, now: number) {
  return {
    percent: `${Math.floor(standing.progress * 100)} %`.padStart(5),
    checked: count(standing.checked),
    all: count(standing.requested),
    rate: !rate || standing.pause ? '' : `${count(rate)} calls/s`,
    left: leftText(standing, msLeft(standing, rate, now)),
  };
}

/** The API knows pace and pauses, the rate what really happens: the later of the two. */
function msLeft({ eta, requested, checked }: Standing, rate: number | undefined, now: number) {
  const told = eta === undefined ? undefined : eta - now;
  if (!rate) return told;
  return Math.max(told ?? 0, ((requested - checked) / rate) * 1_000);
}

function leftText({ pause, progress }: Standing, left: number | undefined): string {
  if (pause !== undefined) return 'paused';
  if (progress >= 1) return '';
  return left === undefined ? '' : `ETA ${duration(Math.max(1_000, left))}`;
}

/** Not more often than at each tenth, and whenever a listing or a pause begins or ends. */
function lines({ err }: Terminal): Progress {
  let last = '';
  return {
    update(standing) {
      const tenth = Math.floor(standing.progress * 10);
      const { pause, isListing, checked, requested } = standing;
      if (requested === 0 && !isListing) return;
      const key = `${tenth} ${isListing} ${pause}`;
      if (key === last) return;
      last = key;
      const of = isListing
        ? 'listing the calls…'
        : `${count(checked)} of ${count(requested)} calls (${tenth * 10} %)`;
      err.write(`${of}${pause ? `; paused: ${pause}` : ''}\n`);
    },
    stop: () => undefined,
  };
}

import { SingleBar } from 'cli-progress';
import type { AuditShape, Totals } from '../api/shapes';
import { pauseText } from './audit-text';
import { count, duration } from './format';
import { rateOver } from './rate';
import type { Terminal } from './terminal';

/** Shows how an audit goes on. */
export interface Progress {
  update(audit: AuditShape): void;
  stop(): void;
}

const checkedOf = (totals: Totals): number => Object.values(totals).reduce((sum, n) => sum + n, 0);

/** A bar on a terminal; elsewhere a line whenever something is worth one. */
export const showProgress = (terminal: Terminal, now: () => number): Progress =>
  terminal.err.isTTY ? bar(terminal, now) : lines(terminal);

function bar({ err }: Terminal, now: () => number): Progress {
  let rate = rateOver(20_000);
  const single = new SingleBar({
    stream: err,
    format: '{bar} {percent} {checked} of {all} calls  {rate}  {left}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: Math.max(10, Math.min(30, (err.columns ?? 80) - 60)),
    hideCursor: true,
    linewrap: null,
    gracefulExit: false,
  });
  let isStarted = false;
  let lastPause: string | undefined;
  return {
    update(audit) {
      const checked = checkedOf(audit.totals);
      const pause = pauseText(audit);
      if (pause !== lastPause && isStarted) single.stop();
      if (pause !== lastPause) {
        // What was before a pause says nothing of the pace after it.
        rate = rateOver(20_000);
        err.write(pause ? `Paused: ${pause}.\n` : 'Goes on.\n');
      }
      const payload = barTexts(audit, checked, rate(now(), checked), now());
      if (!isStarted || pause !== lastPause) single.start(audit.requested, checked, payload);
      else single.update(checked, payload);
      isStarted = true;
      lastPause = pause;
    },
    stop: () => single.stop(),
  };
}

function barTexts(audit: AuditShape, checked: number, rate: number | undefined, now: number) {
  return {
    percent: `${Math.floor(audit.progress * 100)} %`.padStart(5),
    checked: count(checked),
    all: count(audit.requested),
    rate: rate === undefined || audit.pauseReason ? '' : `${count(rate)} calls/s`,
    left: leftText(audit, msLeft(audit, checked, rate, now)),
  };
}

/** The API knows pace and pauses, the rate what really happens: the later of the two. */
function msLeft(audit: AuditShape, checked: number, rate: number | undefined, now: number) {
  const told = audit.eta === undefined ? undefined : Date.parse(audit.eta) - now;
  if (!rate) return told;
  return Math.max(told ?? 0, ((audit.requested - checked) / rate) * 1_000);
}

function leftText(audit: AuditShape, left: number | undefined): string {
  if (audit.pauseReason) return 'paused';
  if (audit.progress >= 1) return '';
  return left === undefined ? '' : `ETA ${duration(Math.max(1_000, left))}`;
}

/** Not more often than at each tenth, and whenever a pause begins or ends. */
function lines({ err }: Terminal): Progress {
  let last = '';
  return {
    update(audit) {
      const tenth = Math.floor(audit.progress * 10);
      const pause = pauseText(audit);
      const key = `${tenth} ${pause}`;
      if (key === last) return;
      last = key;
      const of = `${count(checkedOf(audit.totals))} of ${count(audit.requested)} calls`;
      err.write(`${of} (${tenth * 10} %)${pause ? `; paused: ${pause}` : ''}\n`);
    },
    stop: () => undefined,
  };
}

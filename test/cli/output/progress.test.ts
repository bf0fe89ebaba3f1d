import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditShape } from '../../../cli/api/shapes';
import { showProgress } from '../../../cli/output/progress';
import { endedAudit, observations } from '../support/made-up';

/** A stream that says it is a terminal, and what was drawn on it. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 });
  let drawn = '';
  stream.on('data', (chunk) => {
    drawn += chunk;
  });
  const err = stream as unknown as NodeJS.WriteStream;
  return {
    terminal: { out: err, err, paint: (_: string, text: string) => text },
    drawn: () => drawn,
  };
}

const at = (checked: number, more: Partial<AuditShape> = {}): AuditShape => ({
  ...endedAudit(observations(1)),
  status: 'running',
  requested: 30_000,
  progress: checked / 30_000,
  totals: { granted: checked, none: 0, notReturned: 0, notFound: 0, failed: 0 },
  ...more,
});

describe('showProgress', () => {
  let onTestEnd = () => {};
  afterEach(() => onTestEnd());

  it('draws rate and ETA on a terminal, and explains a pause', async () => {
    const { terminal, drawn } = screen(true);
    let now = Date.parse('2026-03-31T12:00:00.000Z');
    const progress = showProgress(terminal, () => now);
    onTestEnd = () => progress.stop();
    progress.update(at(0));
    now += 10_000;
    progress.update(at(3_000, { eta: '2026-03-31T12:01:40.000Z' }));
    await sleep(250); // it is drawn a few times a second
    expect(drawn()).toContain('10 % 3,000 of 30,000 calls  300 calls/s  ETA 1 min 30 s');
    const pause = { status: 'paused', pauseReason: 'breaker-open' };
    progress.update(at(3_000, pause));
    expect(drawn()).toContain(
      'Paused: Gong refuses the key (`gong-access doctor` says why); `gong-access resume',
    );
  });

  it('writes a line for each tenth elsewhere, without control characters', () => {
    const { terminal, drawn } = screen(false);
    const progress = showProgress(terminal, Date.now);
    for (const checked of [0, 100, 200, 3_000, 3_100, 30_000]) progress.update(at(checked));
    progress.stop();
    expect(drawn()).toBe(
      '0 of 30,000 calls (0 %)\n3,000 of 30,000 calls (10 %)\n30,000 of 30,000 calls (100 %)\n',
    );
  });
});

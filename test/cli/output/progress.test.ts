import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { showProgress } from '../../../cli/output/progress';
import type { Standing } from '../../../cli/output/standing';

/** A stream that says it is a terminal, and what was drawn on it. */
function screen(isTTY: boolean, columns = 100) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns });
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

const at = (checked: number, more: Partial<Standing> = {}): Standing => ({
  isListing: false,
  requested: 30_000,
  checked,
  progress: checked / 30_000,
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
    progress.update(at(3_000, { eta: Date.parse('2026-03-31T12:01:40.000Z') }));
    await sleep(250); // it is drawn a few times a second
    expect(drawn()).toContain('10 % 3,000 of 30,000 calls  300 calls/s  ETA 1 min 30 s');
    progress.update(at(3_000, { pause: 'Gong refuses the key' }));
    progress.update(at(3_000));
    expect(drawn()).toMatch(/Paused: Gong refuses the key\.\n[\s\S]*Goes on\.\n/);
  });

  it.each([
    [120, 30_000],
    [80, 1_000_000],
    [60, 30_000],
    [50, 1_000_000],
  ])('fits %i columns with %i calls', async (columns, requested) => {
    const { terminal, drawn } = screen(true, columns);
    let now = Date.parse('2026-03-31T12:00:00.000Z');
    const progress = showProgress(terminal, () => now);
    onTestEnd = () => progress.stop();
    progress.update(at(0, { requested }));
    now += 10_000;
    const checked = Math.floor(requested * 0.1);
    progress.update(at(checked, { requested, progress: 0.1, eta: now + 3_540_000 }));
    await sleep(250);
    // Each escape sequence ends what stands on a line.
    const lines = drawn().split(/\p{Cc}\[?\??[0-9]*[A-Za-z]?/u);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
    expect(drawn()).toContain('ETA 59 min');
  });

  it('draws no bar while the calls are being listed: nothing is known of them', async () => {
    const { terminal, drawn } = screen(true);
    const progress = showProgress(terminal, Date.now);
    onTestEnd = () => progress.stop();
    const listing = { isListing: true, requested: 0, progress: 0 };
    for (let i = 0; i < 3; i++) progress.update(at(0, listing));
    expect(drawn()).toBe('Listing the calls…\n');
    progress.update(at(0));
    await sleep(250);
    expect(drawn()).toContain('0 % 0 of 30,000 calls');
    expect(drawn()).not.toContain('Goes on');
  });

  it.each([true, false])(
    'says nothing of an audit without calls (a terminal: %s)',
    async (isTTY) => {
      const { terminal, drawn } = screen(isTTY);
      const progress = showProgress(terminal, Date.now);
      onTestEnd = () => progress.stop();
      progress.update(at(0, { requested: 0, progress: 1 }));
      await sleep(250);
      expect(drawn()).toBe('');
    },
  );

  it('writes a line for each tenth elsewhere, without control characters', () => {
    const { terminal, drawn } = screen(false);
    const progress = showProgress(terminal, Date.now);
    for (const _ of [1, 2]) {
      progress.update(at(0, { isListing: true, requested: 0, progress: 0 }));
    }
    for (const checked of [0, 100, 200, 3_000, 3_100, 30_000]) progress.update(at(checked));
    progress.stop();
    expect(drawn()).toBe(
      'listing the calls…\n0 of 30,000 calls (0 %)\n3,000 of 30,000 calls (10 %)\n30,000 of 30,000 calls (100 %)\n',
    );
  });
});

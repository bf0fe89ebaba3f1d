import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { AuditShape } from '../../cli/api/shapes';
import { auditId, endedAudit, observations } from './support/made-up';
import { type ScriptedApi, type Seen, startApi } from './support/scripted-api';

const executable = join(__dirname, '../../bin/gong-access.js');
/** util-linux's `script` gives a command a terminal; other systems have another one of that name. */
const hasScript = /util-linux/.test(spawnSync('script', ['--version']).stdout?.toString() ?? '');

const totals = (granted: number) => ({
  granted,
  none: 0,
  notReturned: 0,
  notFound: 0,
  failed: 0,
});
const { completedAt: _, ...open } = endedAudit(observations(1));
const at = (checked: number, more: Partial<AuditShape> = {}): AuditShape => ({
  ...open,
  status: 'running',
  requested: 30_000,
  totals: totals(checked),
  progress: checked / 30_000,
  ...more,
});
const ended = { ...endedAudit(observations(1)), requested: 30_000, totals: totals(30_000) };

(hasScript ? describe : describe.skip)('gong-access on a terminal', () => {
  let api: ScriptedApi;
  let states: AuditShape[];
  beforeAll(async () => {
    const answer = ({ method }: Seen) => {
      const next = states.length > 1 ? states.shift() : states[0];
      return { status: method === 'POST' ? 202 : 200, body: next };
    };
    api = await startApi(answer);
  });
  afterAll(() => api.stop());

  /** @param key pressed once the screen shows the text */
  function onTerminal(line: string, text?: RegExp, key = '') {
    const command = `stty cols 90; gong_access() { '${process.execPath}' '${executable}' "$@"; }; ${line}`;
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env.PATH, TERM: 'xterm', GONG_ACCESS_URL: api.endpoint },
    });
    let screen = '';
    let isPressed = false;
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk;
      if (isPressed || !text?.test(screen)) return;
      isPressed = true;
      child.stdin.write(key);
    });
    return new Promise<{ code: number | null; screen: string }>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, screen }));
    });
  }

  const controlC = String.fromCharCode(3);

  it('draws a bar, explains a pause, leaves the audit running at Ctrl-C, and comes back', async () => {
    const paused = { status: 'paused', pauseReason: 'requested' };
    states = [at(0), at(3_000), at(3_000, paused)];
    const first = await onTerminal(
      `gong_access status ${auditId} --wait`,
      /calls +paused/,
      controlC,
    );
    expect(first.code).toBe(130);
    expect(first.screen).toContain('10 % 3,000 of 30,000 calls');
    expect(first.screen).toContain(`Paused: a person paused it; \`gong-access resume ${auditId}\``);
    expect(first.screen).toContain('the audit goes on without this command');
    expect(api.seen.every(({ method }) => method === 'GET')).toBe(true);
    // The cursor, hidden by the bar, is shown again.
    expect(first.screen.lastIndexOf('[?25h')).toBeGreaterThan(first.screen.lastIndexOf('[?25l'));

    states = [at(15_000), ended];
    const back = await onTerminal(`gong_access status ${auditId} --wait`);
    expect(back.code).toBe(0);
    expect(back.screen).toContain('50 % 15,000 of 30,000 calls');
    expect(back.screen).toMatch(/total +30,000/);
  });

  it('follows an audit without being told to', async () => {
    states = [at(0), at(30_000), ended];
    const run = await onTerminal(`printf '42\\n43\\n' | gong_access audit -`);
    expect(run.code).toBe(0);
    expect(run.screen).toContain('100 % 30,000 of 30,000 calls');
  });
});

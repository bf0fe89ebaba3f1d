import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docsReplies } from './support/docs-scene';
import { type ScriptedApi, startApi } from './support/scripted-api';

/** UPDATE_DOCS=1 writes what the commands print into the page. */
const file = join(__dirname, '../../docs/cli.md');
const page = readFileSync(file, 'utf8');
const blocks = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const commands = [...page.matchAll(/^## `gong-access (\w+)/gm)].map(([, name]) => name);

describe('docs/cli.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-'));
  let api: ScriptedApi;
  beforeAll(async () => {
    writeFileSync(join(folder, 'calls.csv'), 'title,callId\n"Renewal, Q1",7782342274025937895\n');
    const executable = join(__dirname, '../../bin/gong-access.js');
    const script = `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`;
    writeFileSync(join(folder, 'gong-access'), script, { mode: 0o755 });
    api = await startApi(docsReplies);
  });
  afterAll(() => api.stop());

  it('shows each command as it is, with what it prints', async () => {
    const printed: string[] = [];
    for (const block of blocks) printed.push(await printedBy(block));
    if (process.env.UPDATE_DOCS) writeFileSync(file, withBlocks(printed));
    else expect(printed).toEqual(blocks);
  });

  it('has a section for each command', async () => {
    const help = await shell('gong-access --help');
    const known = [...help.matchAll(/^ {2}([a-z]+) .*$/gm)].map(([, name]) => name);
    const all = known.filter((name) => name !== 'help');
    expect(all.length).toBeGreaterThan(10);
    expect(commands).toEqual(all);
  });

  function withBlocks(printed: readonly string[]): string {
    let i = 0;
    return page.replace(/```console\n[\s\S]*?```/g, () => `\`\`\`console\n${printed[i++]}\`\`\``);
  }

  async function printedBy(block: string): Promise<string> {
    const lines = block.split('\n').filter((line) => line.startsWith('$ '));
    let text = '';
    for (const line of lines) text += `${line}\n${await shell(line.slice(2))}`;
    return text;
  }

  /** CSV lines end in CRLF, lines of the page may not. */
  function asOnThePage(out: string): string {
    return out.replaceAll('\r\n', '\n').replaceAll(api.endpoint, 'http://127.0.0.1:3000');
  }

  /** As a user's shell runs it, with both streams as they come. */
  function shell(line: string): Promise<string> {
    const child = spawn('sh', ['-c', `{ ${line}\n} 2>&1`], {
      cwd: folder,
      env: { PATH: `${folder}:${process.env.PATH}`, GONG_ACCESS_URL: api.endpoint },
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve(asOnThePage(out)));
    });
  }
});

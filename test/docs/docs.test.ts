import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readContext } from '../../lib/app-context';
import { resources, templateOf } from '../lib/app';
import { wrongAwsCommands } from './aws-commands';
import { blocksOf, pages, read, root } from './pages';

/** As GitHub makes them of headings. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const links = pages.flatMap((page) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => [page, link] as const),
);
const local = links.filter(([, link]) => !/^https?:/.test(link));

test.each(local)('%s: the link %s leads somewhere', (page, link) => {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  expect(existsSync(join(root, file))).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(read(file))).toContain(anchor);
});

test('each step of docs/flows.md links the one file where it happens', () => {
  const steps = read('docs/flows.md').match(/^\d+\. [^\n]+(\n {3}[^\n]+)*/gm) ?? [];
  expect(steps.length).toBeGreaterThan(40);
  for (const step of steps) expect(step.match(/\]\(\.\.\/[^)]+\.ts\)/g) ?? step).toHaveLength(1);
});

test('pictures have a text in their place', () => {
  for (const page of pages) expect(read(page)).not.toMatch(/!\[\]\(/);
});

const scripts = pages.flatMap((page) =>
  blocksOf(page, 'sh').map(({ text }, at) => [page, at + 1, text] as const),
);

/** Files in the text and quoted programs are taken out; a line and what follows `&&` or `|` are commands. */
const commandsOf = (text: string) =>
  text
    .replace(/<<'?(\w+)'?\n[\s\S]*?\n\1$/gm, '')
    .replaceAll('\\\n', ' ')
    .replace(/'[^']*'/g, "''")
    .split(/\n| && /)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

const { scripts: npmScripts } = JSON.parse(read('package.json'));
/** What the stack asks for of `cdk -c`. */
const contextNames: string[] = [];
readContext({ tryGetContext: (name) => void contextNames.push(name) });

const cdkVerbs = ['bootstrap', 'deploy', 'destroy', 'diff', 'synth'];
const programs =
  /^(npm|npx|gong-access|node|git|cd|aws|curl|openssl|cat|echo|rm|until|export|output\b|--query|')|^(export )?[A-Z_]+=/;

test.each(scripts)('%s: the commands %i are commands that there are', (_, __, text) => {
  expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(wrongAwsCommands(text)).toEqual([]);
  for (const command of commandsOf(text)) {
    expect(command).toMatch(programs);
    const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
    if (script !== undefined && !['ci', 'install'].includes(script)) {
      expect(Object.keys(npmScripts)).toContain(script);
    }
    const [, verb] = /^npx cdk (\w+)/.exec(command) ?? [];
    if (verb !== undefined) expect(cdkVerbs).toContain(verb);
    for (const [, name] of command.matchAll(/ (?:-c|--context) (\w+)=/g)) {
      expect(contextNames).toContain(name);
    }
  }
});

const ownCommands = scripts.flatMap(([page, , text]) =>
  commandsOf(text).flatMap((command) => {
    const [, verb, rest = ''] = /^(?:npx )?gong-access ([a-z]+)([^|>]*)/.exec(command) ?? [];
    const options = [...rest.matchAll(/ (--?[a-z][a-z-]*)/g)].map(([, name = '']) => name);
    return verb === undefined ? [] : [[page, verb, options] as const];
  }),
);

test.each(ownCommands)('%s: gong-access %s takes %j', (_, verb, options) => {
  const program = join(root, 'bin/gong-access.js');
  const { status, stdout } = spawnSync(process.execPath, [program, verb, '--help']);
  expect(status).toBe(0);
  const known = [...stdout.toString().matchAll(/(?<=^ {2}|, )--?[a-z][a-z-]*/gm)].map(String);
  expect(known).toEqual(expect.arrayContaining(options));
});

test('AWS commands that there are not are found', () => {
  expect(wrongAwsCommands('aws events put-events --entries file://e.json --query x')).toEqual([]);
  expect(wrongAwsCommands('aws events put-event --entries x')).toEqual([
    'aws events put-event: no such operation',
  ]);
  expect(wrongAwsCommands('X=$(aws lambda invoke --function x --payload y \\\n  --raw z)')).toEqual(
    ['aws lambda invoke: no option --function', 'aws lambda invoke: no option --raw'],
  );
});

test('docs/deploy.md names the options that the stack reads, but for what is not production', () => {
  const [, table = ''] =
    /\| name \| meaning[^\n]*\n\|[-|]+\n([\s\S]*?)\n\n/.exec(read('docs/deploy.md')) ?? [];
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(contextNames.filter((name) => name !== 'stage').sort());
});

test('docs/deploy.md reckons right, and counts what the stack has', () => {
  const page = read('docs/deploy.md');
  const sums = [...page.matchAll(/([\d.,]+(?: [×+] [\d.,]+)+) = ([\d.]+)/g)];
  expect(sums.length).toBeGreaterThan(14);
  for (const [, terms = '', result = ''] of sums) {
    const operator = terms.includes('+') ? ' + ' : ' × ';
    const numbers = terms.split(operator).map((term) => Number(term.replaceAll(',', '')));
    const value = numbers.reduce((a, b) => (operator === ' + ' ? a + b : a * b));
    expect(value / Number(result)).toBeCloseTo(1, 1);
  }
  const columns = [...page.matchAll(/^\| (?!\*\*)[^|]+\|([^|]+× [^|]+)\|([^|]+× [^|]+)\|$/gm)];
  const [, ...totals] = /^\| \*\*sum\*\* \| ([\d.]+) \| ([\d.]+) \|$/m.exec(page) ?? [];
  expect(columns).toHaveLength(5);
  totals.forEach((total, at) => {
    const all = columns.map((row) => Number(/= ([\d.]+)/.exec(row[at + 1] ?? '')?.[1]));
    expect(all.reduce((a, b) => a + b) / Number(total)).toBeCloseTo(1, 1);
  });
  const alarms = Object.keys(resources(templateOf(), 'AWS::CloudWatch::Alarm')).length;
  expect(page).toContain(`| ${alarms} alarms |`);
  const [, union = ''] = /type SystemMetric =([^;]+)/.exec(read('lib/integrations.ts')) ?? [];
  expect(page).toContain(`| ${[...union.matchAll(/'\w+'/g)].length} metrics, `);
});

test('the picture of the flows is in the colours of the reader, and names each function', () => {
  const picture = read('docs/images/flows.svg');
  expect(picture).toContain('prefers-color-scheme: dark');
  for (const name of ['check-access', 'request-audit', 'run-chunk', 'read-ledger', 'sweep']) {
    expect(picture).toContain(`>${name}<`);
    expect(existsSync(join(root, 'lambdas', name))).toBe(true);
  }
  expect(picture).not.toMatch(/(href|src)=/);
});

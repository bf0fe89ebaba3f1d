import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readContext } from '../../lib/app-context';

const root = join(__dirname, '../..');

const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file));

const pages = ['README.md', 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('examples')];
const read = (page: string) => readFileSync(join(root, page), 'utf8');

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

test('pictures have a text in their place', () => {
  for (const page of pages) expect(read(page)).not.toMatch(/!\[\]\(/);
});

/** Commands of `sh` blocks, each on one line, without their comments. */
const commands = pages.flatMap((page) =>
  [...read(page).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .replaceAll('\\\n', ' ')
      .split('\n')
      .flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '))
      .filter((line) => line.trim() !== '')
      .map((line) => [page, line.trim()] as const),
  ),
);

const { scripts } = JSON.parse(read('package.json'));
/** What the stack asks for of `cdk -c`. */
const contextNames: string[] = [];
readContext({ tryGetContext: (name) => void contextNames.push(name) });

const cdkVerbs = ['bootstrap', 'deploy', 'destroy', 'diff', 'synth'];

test.each(commands)('%s: %s is a command that there is', (_, command) => {
  expect(spawnSync('sh', ['-n', '-c', command]).status).toBe(0);
  const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
  if (script !== undefined && script !== 'ci') expect(Object.keys(scripts)).toContain(script);
  const [, verb] = /^npx cdk (\w+)/.exec(command) ?? [];
  if (verb !== undefined) expect(cdkVerbs).toContain(verb);
  for (const [, name] of command.matchAll(/ -c (\w+)=/g)) expect(contextNames).toContain(name);
  expect(command).toMatch(/^(npm|npx|gong-access|node|aws|curl|[A-Z_]+=)\b/);
});

test('docs/deploy.md names the options that the stack reads, but for what is not production', () => {
  const [, table = ''] =
    /\| name \| meaning[^\n]*\n\|[-|]+\n([\s\S]*?)\n\n/.exec(read('docs/deploy.md')) ?? [];
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.sort()).toEqual(contextNames.filter((name) => name !== 'stage').sort());
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

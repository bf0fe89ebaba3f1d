import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { blocksOf, integrationPages, root } from './pages';

/** Named by the comment in their first line, as the pages tell to name them. */
const programs = integrationPages.flatMap((page) =>
  blocksOf(page, 'ts').map(({ text }) => {
    const [, file = ''] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? [];
    return { page: basename(page, '.md'), file, text };
  }),
);

/** As `cdk init` makes it, but for what it relaxes. */
const compilerOptions = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  lib: ['es2022'],
  strict: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

const synthesis = `
  const { App, Stack } = require('aws-cdk-lib');
  const { Template } = require('aws-cdk-lib/assertions');
  const context = { 'aws:cdk:bundling-stacks': [] };
  const made = {};
  for (const file of process.argv.slice(2)) {
    for (const [name, value] of Object.entries(require(file))) {
      if (!(value?.prototype instanceof Stack)) continue;
      const stack = new value(new App({ context }), name, { publicKey: 'A'.repeat(392) });
      const resources = Object.values(Template.fromStack(stack).toJSON().Resources);
      const types = [...new Set(resources.map((one) => one.Type))];
      const machine = resources.find((one) => one.Type === 'AWS::StepFunctions::StateMachine');
      made[name] = { types, machine: machine?.Properties.DefinitionString };
    }
  }
  console.log(JSON.stringify(made));
`;

const modules = join(root, 'node_modules');
let app: string;

/** An app with this library among its dependencies: not a link, but copied, as npm installs it. */
beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'docs-app-'));
  const installed = join(app, 'node_modules');
  const library = join(installed, 'gong-access-audit');
  mkdirSync(library, { recursive: true });
  for (const name of readdirSync(modules)) {
    if (name !== 'gong-access-audit' && !name.startsWith('.')) {
      symlinkSync(join(modules, name), join(installed, name));
    }
  }
  for (const part of ['lib', 'lambdas', 'package.json']) {
    cpSync(join(root, part), join(library, part), { recursive: true });
  }
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  writeFileSync(join(app, 'package-lock.json'), '{}');
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  writeFileSync(join(app, 'synthesis.cjs'), synthesis);
  for (const { page, file, text } of programs) {
    mkdirSync(join(app, page), { recursive: true });
    writeFileSync(join(app, page, file), text);
  }
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: app, encoding: 'utf8', timeout: 110_000 });

test('every program has a name', () => {
  expect(programs.length).toBeGreaterThan(8);
  expect(programs.filter(({ file }) => file === '')).toEqual([]);
});

test('every program compiles in an app that has the library among its dependencies', () => {
  const { status, stdout } = node(join(modules, 'typescript/bin/tsc'), '-p', app);
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('every stack is synthesised there', () => {
  const tsx = pathToFileURL(require.resolve('tsx')).href;
  const files = programs.map(({ page, file }) => join(app, page, file));
  const stacks = files.filter((file) => file.endsWith('-stack.ts'));
  const { stdout, stderr } = node('--import', tsx, 'synthesis.cjs', ...stacks);
  expect(stderr).not.toContain('Error');
  const made = JSON.parse(stdout) as Record<string, Made>;
  expect(Object.keys(made)).toHaveLength(stacks.length);
  const has = (stack: string, type: string) => made[stack]?.types.includes(type);
  expect(has('AuditStack', 'AWS::SNS::Topic') && has('AuditStack', 'AWS::SQS::Queue')).toBe(true);
  expect(has('ScheduledStack', 'AWS::Scheduler::Schedule')).toBe(true);
  expect(has('ReviewStack', 'AWS::StepFunctions::StateMachine')).toBe(true);
  expect(has('StepStack', 'AWS::StepFunctions::StateMachine')).toBe(true);
  expect(has('ListeningStack', 'AWS::Events::Rule')).toBe(true);
  expect(stateOf(made.StepStack)).toEqual(stateOnThePage());
});

interface Made {
  readonly types: readonly string[];
  readonly machine?: { readonly 'Fn::Join': [string, (string | object)[]] };
}

/** The step as CDK writes it: what it names of the stack is the partition and the bus. */
function stateOf(made: Made | undefined): unknown {
  const parts = made?.machine?.['Fn::Join'][1] ?? [];
  const text = parts.map((part) =>
    typeof part === 'string'
      ? part
      : 'Ref' in part && part.Ref === 'AWS::Partition'
        ? 'aws'
        : 'bus',
  );
  return JSON.parse(text.join('')).States.Audit;
}

function stateOnThePage(): unknown {
  const page = 'docs/integrations/step-functions.md';
  const { text = '' } = blocksOf(page, 'json').find(({ about }) => about === 'state') ?? {};
  return JSON.parse(text.replace('the-systems-bus', 'bus'));
}

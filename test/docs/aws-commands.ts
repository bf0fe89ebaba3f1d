import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages';

const clients: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  stepfunctions: 'sfn',
  s3api: 's3',
  secretsmanager: 'secrets-manager',
};
const fileCommands = ['cp', 'ls', 'mb', 'mv', 'rb', 'rm', 'sync'];
/** Of the command line itself. */
const ownOptions = ['query', 'output', 'region', 'profile', 'endpoint-url', 'recursive'];

const pascal = (words: string) =>
  words.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const kebab = (name: string) => name.replace(/\B[A-Z]/g, '-$&').toLowerCase();

/** What is wrong with the AWS commands of a shell text, by the models of AWS's SDK. */
export function wrongAwsCommands(text: string): string[] {
  const oneLine = text.replaceAll('\\\n', ' ');
  return [...oneLine.matchAll(/\baws ([a-z0-9]+) ([a-z0-9-]+)([^\n|;)]*)/g)].flatMap(
    ([, service = '', verb = '', rest = '']) => {
      const options = [...rest.matchAll(/(?<= )--([a-z][a-z-]*)/g)].map(([, name = '']) => name);
      return wrongIn(service, verb, rest, options).map((what) => `aws ${service} ${verb}: ${what}`);
    },
  );
}

function wrongIn(service: string, verb: string, rest: string, options: string[]): string[] {
  if (service === 's3') return fileCommands.includes(verb) ? [] : ['no such command'];
  const types = join(root, 'node_modules/@aws-sdk', `client-${clients[service] ?? service}`);
  if (!existsSync(types)) return ['no client of this service is installed'];
  if (verb === 'wait') {
    const waiter = pascal(/^ ([a-z-]+)/.exec(rest)?.[1] ?? '');
    const file = join(types, `dist-types/waiters/waitFor${waiter}.d.ts`);
    return existsSync(file) ? [] : ['no such waiter'];
  }
  const command = join(types, `dist-types/commands/${pascal(verb)}Command.d.ts`);
  if (!existsSync(command)) return ['no such operation'];
  const [, input = ''] =
    /\* const input = \{[^\n]*\n([\s\S]*?)\n \* \};/.exec(readFileSync(command, 'utf8')) ?? [];
  const members = [...input.matchAll(/^ \* {3}(\w+):/gm)].map(([, name = '']) => kebab(name));
  const known = [...ownOptions, ...members];
  return options
    .filter((name) => !known.includes(name) && !known.includes(name.replace(/^no-/, '')))
    .map((name) => `no option --${name}`);
}

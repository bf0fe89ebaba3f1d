import { parseArgs } from 'node:util';
import { defaults, type GongStandInOptions } from './options';
import { problemOf } from './problem';
import { startGongStandIn } from './stand-in';

/**
 * The stand-in as a process of its own: `tsx local/gong/main.ts --port 8100 --requests-per-second 100`. Each option
 * of `GongStandInOptions` is a flag in kebab case, its value JSON or plain text; `--options` takes several as JSON.
 */
async function main(): Promise<void> {
  const standIn = await startGongStandIn(optionsOf(process.argv.slice(2)));
  const stop = () => {
    standIn.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`Gong stand-in: ${standIn.url}`);
}

function optionsOf(args: string[]): GongStandInOptions {
  const names = new Map(Object.keys(defaults).map((name) => [kebab(name), name]));
  const flags = [...names.keys(), 'options'].map((flag) => [flag, { type: 'string' }] as const);
  const { values } = parseArgs({ args, options: Object.fromEntries(flags) });
  const { options = '{}', ...single } = values;
  const given = Object.entries(single).map(([flag, text]) => {
    const name = names.get(flag) ?? flag;
    return [name, optionValue(name, String(text))];
  });
  return { ...JSON.parse(String(options)), ...Object.fromEntries(given) };
}

/** Text stays text where the option is one, e.g. a key of digits only; the schema judges the rest. */
function optionValue(name: string, text: string): unknown {
  const initial = Object.entries(defaults).find(([option]) => option === name)?.[1];
  if (typeof initial === 'string' || name === 'bearerToken') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

main().catch((error: unknown) => {
  console.error(problemOf(error) ?? (error instanceof Error ? error.message : error));
  process.exit(1);
});

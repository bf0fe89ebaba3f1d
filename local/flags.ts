import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import type { GivenGong, StageOptions } from './options';

export const usage = `Runs Gong Access Audit on this machine. Options:
  --port N                 of the HTTP API; 0 for any (default 3000)
  --gong-url URL           a real Gong; credentials from GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET
  --gong-key-file FILE     or from a JSON file {"accessKey": "...", "accessKeySecret": "..."}
  --gong-rps N             requests a second to Gong (default 3)
  --gong-daily N           requests a day to Gong (default 10000)
  --gong-option KEY=VALUE  of the Gong stand-in; may be repeated
  --data DIR               keeps table and secret there (default: nothing is kept)
  --auth open|iam          iam asks for SigV4 signatures (default open)
  --context KEY=VALUE      of the CDK app, as cdk -c; may be repeated
  --dynamodb-endpoint URL  another DynamoDB than the built-in one
  --fast-schedules N       divides the intervals of schedules
  --quiet                  only what matters
  --verbose                also every log line of the functions, and the times of the start
  --help`;

export interface Flags {
  readonly options: StageOptions;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

const number = (minimum: number) =>
  v.optional(v.pipe(v.string(), v.decimal(), v.transform(Number), v.minValue(minimum)));

const schema = v.object({
  port: v.pipe(v.string(), v.digits(), v.transform(Number), v.maxValue(65_535)),
  'gong-url': v.optional(v.pipe(v.string(), v.url())),
  'gong-key-file': v.optional(v.string()),
  'gong-rps': number(0.001),
  'gong-daily': number(1),
  'gong-option': v.optional(v.array(v.pipe(v.string(), v.regex(/^\w+=/))), []),
  context: v.optional(v.array(v.pipe(v.string(), v.regex(/^\w+=/))), []),
  data: v.optional(v.string()),
  auth: v.picklist(['open', 'iam']),
  'dynamodb-endpoint': v.optional(v.pipe(v.string(), v.url())),
  'fast-schedules': number(1),
  quiet: v.boolean(),
  verbose: v.boolean(),
  help: v.boolean(),
});

/**
 * Reads the command line.
 * @param env for Gong's credentials
 * @throws Error that names the option that is wrong or missing
 */
export function readFlags(args: readonly string[], env: NodeJS.ProcessEnv): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { ...text, default: '3000' },
      'gong-url': text,
      'gong-key-file': text,
      'gong-rps': text,
      'gong-daily': text,
      'gong-option': { ...text, multiple: true },
      context: { ...text, multiple: true },
      data: text,
      auth: { ...text, default: 'open' },
      'dynamodb-endpoint': text,
      'fast-schedules': text,
      quiet: flag,
      verbose: flag,
      help: flag,
    },
  });
  const parsed = v.safeParse(schema, values);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`--${v.getDotPath(issue)}: ${issue.message}`);
  }
  const { quiet, verbose, help } = parsed.output;
  return { options: stageOptions(parsed.output, env), quiet, verbose, help };
}

function stageOptions(given: v.InferOutput<typeof schema>, env: NodeJS.ProcessEnv): StageOptions {
  return withoutUndefined({
    port: given.port,
    gong: givenGong(given['gong-url'], given['gong-key-file'], env),
    gongRequestsPerSecond: given['gong-rps'],
    gongRequestsPerDay: given['gong-daily'],
    gongOptions: Object.fromEntries(given['gong-option'].map(keyAndValue)),
    context: Object.fromEntries(given.context.map(nameAndText)),
    data: given.data,
    auth: given.auth,
    dynamodbEndpoint: given['dynamodb-endpoint'],
    fastSchedules: given['fast-schedules'],
  });
}

const credentials = v.object({
  accessKey: v.pipe(v.string(), v.minLength(1)),
  accessKeySecret: v.pipe(v.string(), v.minLength(1)),
});

function givenGong(
  baseUrl: string | undefined,
  keyFile: string | undefined,
  env: NodeJS.ProcessEnv,
): GivenGong | undefined {
  if (baseUrl === undefined) return undefined;
  const found: unknown = keyFile
    ? JSON.parse(readFileSync(keyFile, 'utf8'))
    : { accessKey: env.GONG_ACCESS_KEY, accessKeySecret: env.GONG_ACCESS_KEY_SECRET };
  const parsed = v.safeParse(credentials, found);
  if (parsed.success) return { ...parsed.output, baseUrl };
  throw new Error(
    '--gong-url needs credentials: GONG_ACCESS_KEY and GONG_ACCESS_KEY_SECRET, or --gong-key-file',
  );
}

function nameAndText(option: string): [string, string] {
  const at = option.indexOf('=');
  return [option.slice(0, at), option.slice(at + 1)];
}

/** JSON where it is JSON, else a text. */
function keyAndValue(option: string): [string, unknown] {
  const at = option.indexOf('=');
  const value = option.slice(at + 1);
  try {
    return [option.slice(0, at), JSON.parse(value)];
  } catch {
    return [option.slice(0, at), value];
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(options: T): Defined<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}

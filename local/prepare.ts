import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { Closing } from './closing';
import type { GongKind } from './gong-choice';
import type { StageOptions } from './options';
import type { Phases } from './phases';
import { type ChildService, startChildService } from './services/child-service';
import { projectRoot, synthesise } from './synth';

const defaultRate = 3;
const defaultDay = 10_000;

export interface Prepared {
  /** Folder of the synthesised app. */
  readonly assembly: string;
  /** The compiled runtime client of the functions. */
  readonly bootstrap: string;
  readonly dynamodbUrl: string;
  readonly sqsUrl: string;
  readonly standInUrl: string | undefined;
}

export interface PrepareParts {
  readonly options: StageOptions;
  readonly gong: GongKind;
  readonly closing: Closing;
  readonly phases: Phases;
  /** Called if a service ends by itself. */
  readonly onDeath: (reason: string) => void;
}

/** Synthesises the app and starts the services meanwhile. Whatever started is in `closing`, also after a failure. */
export async function prepare(given: PrepareParts): Promise<Prepared> {
  const { options, phases, closing } = given;
  const work = await workFolder(closing);
  const assembly = join(work, 'cdk.out');
  const bootstrap = join(work, 'bootstrap.cjs');
  compileBootstrap(bootstrap);
  const cutShort = new AbortController();
  const onDeath = (reason: string) => {
    given.onDeath(reason);
    cutShort.abort();
  };
  const parts = { ...given, onDeath };
  const signal = AbortSignal.any([cutShort.signal, ...(options.signal ? [options.signal] : [])]);
  const all = [
    phases.time('synth', synthesise({ ...synthOptions(options, assembly), signal })),
    dynamodb(parts),
    service(parts, 'SQS', 'sqs-main.ts', {}),
    parts.gong === 'stand-in' ? standIn(parts) : undefined,
  ] as const;
  // All of them, so that none starts after a failure of another has ended the rest.
  await Promise.allSettled(all);
  const [, dynamodbUrl, sqs, gong] = await Promise.all(all);
  const { through = async (_, url) => url } = options;
  return {
    assembly,
    bootstrap,
    dynamodbUrl: await through('dynamodb', dynamodbUrl),
    sqsUrl: await through('sqs', sqs.url),
    standInUrl: gong?.url,
  };
}

async function workFolder(closing: Closing): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'gong-access-audit-'));
  closing.add(() => rm(work, { recursive: true, force: true, maxRetries: 3 }));
  return work;
}

function synthOptions(options: StageOptions, output: string) {
  return {
    app: options.app ?? join(projectRoot, 'bin', 'app.ts'),
    output,
    context: {
      stage: 'local',
      requestsPerSecond: String(options.gongRequestsPerSecond ?? defaultRate),
      requestsPerDay: String(options.gongRequestsPerDay ?? defaultDay),
      ...options.context,
    },
  };
}

/** Compiles the runtime client of the functions to one file. */
export function compileBootstrap(outfile: string): void {
  const entry = join(__dirname, 'lambda', 'bootstrap.ts');
  // Synchronous: the other way leaves esbuild's own server running.
  buildSync({ entryPoints: [entry], outfile, platform: 'node', format: 'cjs', target: 'node20' });
}

async function dynamodb(parts: PrepareParts): Promise<string> {
  const { dynamodbEndpoint, data } = parts.options;
  if (dynamodbEndpoint !== undefined) return dynamodbEndpoint;
  const path = data === undefined ? {} : { path: resolve(data, 'dynamodb') };
  return (await service(parts, 'DynamoDB', 'dynamodb-main.ts', path)).url;
}

function standIn(parts: PrepareParts): Promise<ChildService> {
  const { options } = parts;
  return service(parts, 'Gong stand-in', 'gong-main.ts', {
    requestsPerSecond: Math.max(1, Math.floor(options.gongRequestsPerSecond ?? defaultRate)),
    requestsPerDay: options.gongRequestsPerDay ?? defaultDay,
    ...options.gongOptions,
  });
}

function service(parts: PrepareParts, name: string, file: string, options: object) {
  const starting = startChildService(join(__dirname, 'services', file), options, (reason) =>
    parts.onDeath(`${name} has ended: ${reason}`),
  );
  return parts.closing.track(parts.phases.time(name, starting));
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { readAssembly } from './assembly';
import { Secrets } from './aws/secrets';
import { Closing } from './closing';
import { createEngine, type Engine } from './engine';
import { chooseGong, fillGongSecret, type GongKind } from './gong-choice';
import { Gateway } from './http/gateway';
import type { KeyPair } from './http/sigv4';
import type { ApiModel, StageModel } from './model';
import type { StageOptions } from './options';
import { ownPage } from './own-pages';
import { Phases } from './phases';
import { prepare } from './prepare';
import { localClient } from './services/local-client';
import { createQueues } from './services/queues';
import { createTables } from './services/tables';
import { stagePages } from './stage-pages';
import { readModel } from './template';

/** How long requests and batches under way may take to end, in milliseconds. */
const grace = 2_000;

const noApi: ApiModel = {
  id: 'none',
  stage: 'local',
  routes: [],
  gatewayResponses: {},
  binaryMediaTypes: [],
};

/** A running stage. */
export interface LocalStage {
  /** Of the HTTP API, without a trailing slash. */
  readonly url: string;
  readonly gong: { readonly kind: GongKind; readonly url: string };
  readonly dynamodbUrl: string;
  readonly sqsUrl: string;
  /** Secrets Manager, EventBridge, S3, Lambda's Invoke, and answers to Step Functions. */
  readonly awsUrl: string;
  readonly eventsUrl: string;
  readonly statusUrl: string;
  readonly queuesUrl: string;
  /** Under `auth: 'iam'`: the one key pair whose signatures are good. */
  readonly keys: KeyPair | undefined;
  readonly stackName: string;
  readonly model: StageModel;
  /** Milliseconds that the parts of the start took. */
  readonly phases: Readonly<Record<string, number>>;
  /** Resolves with the reason if a part of the stage ends by itself. */
  readonly broken: Promise<string>;
  /** Ends everything; what does not end in two seconds is cut off. */
  stop(): Promise<void>;
  /** Ends the functions' processes at once; the services end with this process. */
  kill(): void;
}

/**
 * Synthesises the CDK app and runs its template on this machine.
 * @throws Error if the app cannot be synthesised or run here, by name; nothing is left running then
 */
export async function startLocalStage(options: StageOptions = {}): Promise<LocalStage> {
  const closing = new Closing();
  const death = deathWatch();
  try {
    return await start(options, closing, death);
  } catch (error) {
    await closing.run();
    // A service that ended is the reason for whatever went wrong with it.
    throw death.reason() === undefined ? error : new Error(death.reason(), { cause: error });
  }
}

async function start(
  options: StageOptions,
  closing: Closing,
  death: DeathWatch,
): Promise<LocalStage> {
  const phases = new Phases();
  const kind = chooseGong(options);
  const prepared = await prepare({ options, gong: kind, closing, phases, onDeath: death.report });
  const assembly = readAssembly(prepared.assembly);
  const model = readModel(assembly, prepared.sqsUrl);
  const sqs = new SQSClient(localClient(prepared.sqsUrl));
  closing.add(() => sqs.destroy());
  await phases.time('tables', createTables(model.tables, prepared.dynamodbUrl));
  await phases.time('queues', createQueues(sqs, model.queues));
  const secrets = new Secrets(model.secrets, options.data && join(options.data, 'secrets.json'));
  const gongUrl = fillGongSecret(secrets, model, options, prepared.standInUrl);
  const print = options.print ?? (() => undefined);
  const engine = await createEngine({ model, options, prepared, secrets, sqs, print }, closing);
  const keys = options.auth === 'iam' ? newKeyPair() : undefined;
  const gong = { kind, url: gongUrl };
  const pages = stagePages({ model, engine, sqs, gong, phases, apiUrl: () => url });
  const gateway = new Gateway({
    api: model.api ?? noApi,
    ...(keys && { keys }),
    invoke: (functionArn, event) => engine.functions.invoke(functionArn, event),
    ownPage: (request) => ownPage(pages, request),
  });
  const url = await gateway.start(options.port ?? 0);
  closing.add(() => drain(engine, gateway));
  engine.start();
  return {
    url,
    gong,
    dynamodbUrl: prepared.dynamodbUrl,
    sqsUrl: prepared.sqsUrl,
    awsUrl: engine.aws.url,
    eventsUrl: `${url}/_local/events`,
    statusUrl: `${url}/_local/status`,
    queuesUrl: `${url}/_local/queues`,
    keys,
    stackName: assembly.stackName,
    model,
    phases: phases.taken,
    broken: death.broken,
    stop: () => closing.run(),
    kill: () => void engine.functions.stop(),
  };
}

/** Functions that still work when the grace ends are cut off, as by a crash: the audits go on from the table. */
async function drain(engine: Engine, gateway: Gateway): Promise<void> {
  const cutOff = setTimeout(() => void engine.functions.stop(), grace);
  await Promise.all([gateway.stop(grace), engine.drain()]);
  clearTimeout(cutOff);
}

interface DeathWatch {
  /** Resolves with the first reason that is reported. */
  readonly broken: Promise<string>;
  reason(): string | undefined;
  report(reason: string): void;
}

function deathWatch(): DeathWatch {
  let first: string | undefined;
  let resolve: (reason: string) => void = () => undefined;
  const broken = new Promise<string>((done) => {
    resolve = done;
  });
  const report = (reason: string) => {
    first ??= reason;
    resolve(reason);
  };
  return { broken, report, reason: () => first };
}

/** Shaped as AWS's, so that every client takes it. */
function newKeyPair(): KeyPair {
  return {
    accessKeyId: `AKIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startAwsServer } from '../../../local/aws/aws-server';
import { EventBuses } from '../../../local/aws/event-bus';
import { Buckets } from '../../../local/aws/s3';
import { Secrets } from '../../../local/aws/secrets';
import { Tasks } from '../../../local/aws/tasks';
import { Closing } from '../../../local/closing';
import type { GongStandInOptions } from '../../../local/gong/options';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { Gateway } from '../../../local/http/gateway';
import type { ThrottleModel } from '../../../local/http/throttle';
import type { FunctionModel, StageModel } from '../../../local/model';
import { functionNameOf } from '../../../local/read-functions';
import { localClient } from '../../../local/services/local-client';
import { createQueues } from '../../../local/services/queues';
import { createTables } from '../../../local/services/tables';
import { Canary } from './canary';
import { Http } from './http';
import { Mailbox } from './mailbox';
import { Processes } from './processes';
import { requestsPerDay, requestsPerSecond, type Site, type WebhookSetup } from './site';
import { Faults } from './wire';
import type { WireRequest } from './wire-request';

export interface SceneOptions {
  readonly gong?: GongStandInOptions;
  /** Seconds that a message in work is hidden. @default as in the template */
  readonly visibility?: number;
  /** Seconds that a function may take, by the name of its folder. @default as in the template */
  readonly timeouts?: Readonly<Record<string, number>>;
  /** What the gateway takes. @default as in the template */
  readonly throttle?: ThrottleModel;
}

/** An audit that was accepted: none of its calls may be lost. */
interface Accepted {
  readonly auditId: string;
  readonly callIds: readonly string[];
}

/**
 * One stage for one run: table, queues, Gong, secret and bus of its own, the bundled functions as processes, and a wire
 * for each of them with its faults. Nothing happens by itself: the run hands over messages and starts the sweep.
 */
export interface Scene {
  readonly model: StageModel;
  readonly gong: GongStandIn;
  readonly secrets: Secrets;
  readonly buses: EventBuses;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly processes: Processes;
  readonly http: Http;
  /** Where everything but DynamoDB and SQS is served. */
  readonly awsUrl: string;
  readonly webhook: WebhookSetup;
  readonly canary: Canary;
  readonly faults: Faults;
  /** The queue that feeds run-chunk. */
  readonly chunks: Mailbox;
  /** The queue that feeds list-calls. */
  readonly listings: Mailbox;
  readonly accepted: Accepted[];
  /** What the functions wrote. */
  readonly logs: string[];
  /** Every request that a function made. */
  readonly requests: WireRequest[];
  /** Logical name of a function by its folder. */
  functionName(folder: string): string;
  close(): Promise<void>;
}

let scenes = 0;

export async function openScene(site: Site, options: SceneOptions = {}): Promise<Scene> {
  scenes += 1;
  const closing = new Closing();
  const model = withOptions(site.model(scenes), options);
  const canary = new Canary();
  const gong = await startGongStandIn({
    ...{ requestsPerSecond, requestsPerDay, shareUnknown: 0, seed: `faults-${scenes}` },
    ...canary.credentials(),
    ...options.gong,
  });
  closing.add(() => gong.close());
  const secrets = new Secrets(model.secrets);
  const buses = new EventBuses(model.buses, model.rules, () => undefined);
  const operations = { ...secrets.operations, ...buses.operations, ...new Tasks().operations };
  const buckets = new Buckets(model.buckets, (bucket, object) => {
    buses.announce('aws.s3', 'Object Created', { version: '0', bucket: { name: bucket }, object });
  });
  const aws = await closing.track(
    startAwsServer(operations, [(...exchange) => buckets.serve(...exchange)]),
  );
  const dynamodb = new DynamoDBClient(localClient(site.dynamodbUrl));
  closing.add(() => dynamodb.destroy());
  const sqs = new SQSClient(localClient(site.sqsUrl));
  closing.add(() => sqs.destroy());
  await createTables(model.tables, site.dynamodbUrl);
  await createQueues(sqs, model.queues);
  const faults = new Faults();
  const logs: string[] = [];
  const requests: WireRequest[] = [];
  const find = (nameOrArn: string) => functionOf(model, functionNameOf(nameOrArn));
  const processes = new Processes({
    bootstrap: site.bootstrap,
    upstreams: { dynamodb: site.dynamodbUrl, sqs: site.sqsUrl, aws: aws.url, gong: gong.url },
    faults,
    heard: (request) => requests.push(request),
    log: (line) => logs.push(line),
    find,
  });
  closing.add(() => processes.stop());
  const functionName = (folder: string) => functionIn(model, folder).name;
  const invoke = (name: string, event: string) => processes.invoke(name, event);
  const http = await Http.open((parts) => new Gateway(parts), model, invoke);
  closing.add(() => http.close());
  secrets.put(secretArnOf(model), canary.secret());
  const mailboxOf = (folder: string) =>
    new Mailbox({ sqs, model, invoke, functionName: functionName(folder) });
  return {
    ...{ model, gong, secrets, buses, sqs, dynamodb, processes, http, canary, faults },
    ...{ awsUrl: aws.url, webhook: site.webhook },
    ...{ chunks: mailboxOf('run-chunk'), listings: mailboxOf('list-calls') },
    ...{ accepted: [], logs, requests, functionName },
    close: () => closing.run(),
  };
}

export function secretArnOf({ functions }: StageModel): string {
  const arn = functions.map(({ environment }) => environment.GONG_SECRET_ARN).find(Boolean);
  if (arn === undefined) throw new Error('no function reads a secret');
  return arn;
}

function functionOf({ functions }: StageModel, name: string): FunctionModel {
  const found = functions.find((each) => each.name === name);
  if (!found) throw new Error(`no function ${name}`);
  return found;
}

/**
 * Megabytes of heap that run-chunk may use. This suite's rate is high, and its memory would follow: at Gong's usual rate
 * it is 360, of which the heap is not all.
 */
const usualMemory = 256;

/** The template names functions by their construct: `AuditRunChunk…` for the folder `run-chunk`. */
function functionIn({ functions }: StageModel, folder: string): FunctionModel {
  const part = folder.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const found = functions.filter(({ name }) => new RegExp(`^Audit${part}[0-9A-F]{8}$`).test(name));
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`${found.length} functions for ${folder}`);
  return only;
}

function withOptions(
  model: StageModel,
  { visibility, throttle, timeouts = {} }: SceneOptions,
): StageModel {
  // One round of the sweep an invocation: with more time left it would go on and on.
  const all = { sweep: 20, ...timeouts };
  const limits = new Map(
    Object.entries(all).map(([folder, seconds]) => [functionIn(model, folder).name, seconds]),
  );
  const runChunk = functionIn(model, 'run-chunk');
  return {
    ...model,
    api: model.api && { ...model.api, ...(throttle && { throttle }) },
    functions: model.functions.map((each) => ({
      ...each,
      timeout: limits.get(each.name) ?? each.timeout,
      memory: each.name === runChunk.name ? usualMemory : each.memory,
    })),
    queues: model.queues.map((queue) => ({
      ...queue,
      attributes: {
        ...queue.attributes,
        ...(visibility !== undefined && { VisibilityTimeout: String(visibility) }),
      },
    })),
  };
}

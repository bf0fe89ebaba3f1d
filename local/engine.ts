import type { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsServer, startAwsServer } from './aws/aws-server';
import { EventBuses } from './aws/event-bus';
import { serveInvocation } from './aws/invocations';
import { Buckets } from './aws/s3';
import type { Secrets } from './aws/secrets';
import { Tasks } from './aws/tasks';
import type { Closing } from './closing';
import { EventSource } from './event-source';
import { Functions } from './lambda/functions';
import { type Print, printFunctionLine } from './log';
import type { EventSourceModel, StageModel } from './model';
import type { StageOptions } from './options';
import type { Prepared } from './prepare';
import { Schedules } from './schedules';
import { Targets } from './targets';

const defaultWorkers = 4;

export interface EngineParts {
  readonly model: StageModel;
  readonly options: StageOptions;
  readonly prepared: Prepared;
  readonly secrets: Secrets;
  readonly sqs: SQSClient;
  readonly print: Print;
}

/** What runs functions: on request, for queues, for events and on schedule. */
export interface Engine {
  readonly aws: AwsServer;
  readonly functions: Functions;
  readonly buses: EventBuses;
  readonly tasks: Tasks;
  readonly schedules: Schedules;
  /** Begins to take messages and to fire schedules. */
  start(): void;
  /** Takes no more work; resolves when the batches under way have ended. */
  drain(): Promise<void>;
}

export async function createEngine(parts: EngineParts, closing: Closing): Promise<Engine> {
  const { model, options, secrets, sqs, print } = parts;
  const log = (line: string) => print(line, 'notice');
  const buses = new EventBuses(model.buses, model.rules, (...args) => targets.deliver(...args));
  const tasks = new Tasks();
  const buckets = new Buckets(model.buckets, (bucket, object) => {
    buses.announce('aws.s3', 'Object Created', { version: '0', bucket: { name: bucket }, object });
  });
  const operations = { ...secrets.operations, ...buses.operations, ...tasks.operations };
  const aws = await closing.track(
    startAwsServer(operations, [
      (...exchange) => serveInvocation(functions, ...exchange),
      (...exchange) => buckets.serve(...exchange),
    ]),
  );
  const functions: Functions = createFunctions(parts, aws.url);
  closing.add(() => functions.stop());
  const targets = new Targets({ functions, queues: model.queues, sqs, log });
  const sources = model.eventSources.map((each) => createSource(each, parts, functions, log));
  const haste = options.fastSchedules ?? 1;
  const deliver = targets.deliver.bind(targets);
  const schedules = new Schedules(model.schedules, deliver, haste);
  const start = () => {
    for (const source of sources) source.start();
    schedules.start();
  };
  const drain = async () => {
    schedules.stop();
    targets.stop();
    await Promise.all(sources.map((source) => source.stop()));
  };
  return { aws, functions, buses, tasks, schedules, start, drain };
}

function createFunctions({ model, options, prepared, print }: EngineParts, awsUrl: string) {
  const endpoints = endpointVariables(prepared, awsUrl);
  return new Functions(
    model.functions,
    ({ name }) => ({
      bootstrap: prepared.bootstrap,
      endpoints,
      log: (line) => printFunctionLine(print, name, line),
    }),
    options.maximumWorkers ?? defaultWorkers,
  );
}

function createSource(
  source: EventSourceModel,
  { model, sqs }: EngineParts,
  functions: Functions,
  log: (line: string) => void,
): EventSource {
  const queue = model.queues.find(({ arn }) => arn === source.queueArn);
  if (!queue) throw new Error(`an event source reads ${source.queueArn}, which is not there`);
  const invoke = (event: string) => functions.invoke(source.functionName, event);
  return new EventSource(source, { sqs, queue, invoke, log });
}

/** Where the SDK finds each service; the general variable keeps it away from AWS for every other one. */
function endpointVariables({ dynamodbUrl, sqsUrl }: Prepared, awsUrl: string) {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
    AWS_ENDPOINT_URL_SQS: sqsUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: awsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: awsUrl,
  };
}

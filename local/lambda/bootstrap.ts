/**
 * Runs a bundled handler against the Lambda Runtime API, as Lambda's own runtime does: one invocation at a
 * time, until the process is ended. It is compiled to one file when the stage starts and runs in a process
 * of its own, which has nothing but Lambda's environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
import { existsSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => unknown;

const variables = process.env as Record<string, string>;
const base = `http://${variables.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const folder = variables.LAMBDA_TASK_ROOT ?? '';
let invocationId: string | undefined;

function call(method: string, path: string, body = '', headers: Record<string, string> = {}) {
  return new Promise<{ headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
    const outgoing = request(`${base}${path}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject).end(body);
  });
}

async function loadHandler(): Promise<Handler> {
  const name = variables._HANDLER ?? '';
  const dot = name.lastIndexOf('.');
  const stem = join(folder, name.slice(0, dot));
  const file = ['.js', '.mjs', '.cjs'].map((end) => stem + end).find((path) => existsSync(path));
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${stem}'`);
  // Not import() throughout: that hides the named exports of some CommonJS bundles.
  const module = file.endsWith('.mjs')
    ? await import(pathToFileURL(file).href)
    : createRequire(file)(file);
  const handler: unknown = module[name.slice(dot + 1)];
  if (typeof handler !== 'function') {
    throw named('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (handler.length > 2) {
    throw named('Runtime.CallbackHandlerDeprecated', `${name} takes a callback; return a promise`);
  }
  return handler as Handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): { body: string; headers: Record<string, string> } {
  const { name, message, stack } =
    error instanceof Error ? error : { name: typeof error, message: String(error), stack: '' };
  const described = {
    errorType: name,
    errorMessage: message,
    trace: (stack ?? '').split('\n'),
  };
  return {
    body: JSON.stringify(described),
    headers: { 'Lambda-Runtime-Function-Error-Type': name },
  };
}

async function reportAndExit(path: string, error: unknown): Promise<never> {
  const { body, headers } = describe(error);
  await call('POST', path, body, headers).catch(() => undefined);
  process.exit(1);
}

function contextOf(headers: IncomingMessage['headers']) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function invoke(handler: Handler): Promise<void> {
  const { headers, body } = await call('GET', '/invocation/next');
  invocationId = String(headers['lambda-runtime-aws-request-id']);
  variables._X_AMZN_TRACE_ID = String(headers['lambda-runtime-trace-id'] ?? '');
  let answer: { path: string; body: string; headers?: Record<string, string> };
  try {
    const result = await handler(JSON.parse(body), contextOf(headers));
    answer = { path: 'response', body: JSON.stringify(result) ?? 'null' };
  } catch (error) {
    answer = { path: 'error', ...describe(error) };
  }
  const path = `/invocation/${invocationId}/${answer.path}`;
  await call('POST', path, answer.body, answer.headers);
  invocationId = undefined;
}

async function dieOf(type: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const path = invocationId ? `/invocation/${invocationId}/error` : '/init/error';
  await reportAndExit(path, named(type, message));
}

async function main(): Promise<void> {
  process.on('uncaughtException', (error) => dieOf('Runtime.UncaughtException', error));
  process.on('unhandledRejection', (reason) => dieOf('Runtime.UnhandledPromiseRejection', reason));
  const handler = await loadHandler().catch((error) => reportAndExit('/init/error', error));
  for (;;) await invoke(handler);
}

// Without the Runtime API there is nobody left to work for: the stage has ended.
main().catch(() => process.exit(1));

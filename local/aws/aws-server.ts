import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An error of the service, which the SDK gives to its caller under this name. */
export class ServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** One operation: the request's JSON in, the answer's out. @throws ServiceError */
type Operation = (input: unknown) => object | Promise<object>;

/** Operations by `X-Amz-Target`, for example `secretsmanager.GetSecretValue`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Serves a request of a service with another protocol. @returns false if it is not one of its own */
export type RestService = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface AwsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A server for AWS services that speak the JSON protocol, and for some that do not. A service that is not there is refused by name:
 * a function that uses it must not reach the real one.
 */
export async function startAwsServer(
  operations: Operations,
  services: readonly RestService[] = [],
): Promise<AwsServer> {
  const server = createServer((request, response) => {
    serve(operations, services, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => resolve());
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  operations: Operations,
  services: readonly RestService[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['x-amz-target'] === undefined) {
    for (const service of services) if (await service(request, response)) return;
  }
  await answer(operations, request, response);
}

async function answer(operations: Operations, request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { status, body } = await run(operations, request, Buffer.concat(chunks).toString());
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify(body));
}

async function run(
  operations: Operations,
  { headers, method, url }: IncomingMessage,
  body: string,
) {
  const target = String(headers['x-amz-target'] ?? `${method} ${url}`);
  try {
    const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
    if (!operation) {
      throw new ServiceError('UnknownOperationException', `the local stage has no ${target}`);
    }
    return { status: 200, body: await operation(JSON.parse(body || '{}')) };
  } catch (error) {
    const known = error instanceof ServiceError;
    const { name, message } = known ? error : { name: 'InternalFailure', message: String(error) };
    return { status: known ? 400 : 500, body: { __type: name, message } };
  }
}

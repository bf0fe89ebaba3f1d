import type { IncomingMessage } from 'node:http';
import { isRecord } from './json';

/** The parts that functions talk to. */
export type Service = 'dynamodb' | 'sqs' | 'aws' | 'gong';

/** A request on its way. */
export interface WireRequest {
  readonly service: Service;
  /** As the service calls it: `UpdateItem`, `PutEvents`, …; method and path for Gong and S3. */
  readonly operation: string;
  /** The operation and what it is about, without IDs: names a point at which a process can die. */
  readonly point: string;
  readonly body: string;
  /** The function that asks. */
  readonly functionName: string;
}

const services: Readonly<Record<string, Service>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
};

export function wireRequest(
  { headers, method = '', url = '' }: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  bytes: Buffer,
  functionName: string,
): WireRequest {
  const body = bytes.toString();
  const [api = '', name] = String(headers['x-amz-target'] ?? '').split('.');
  const isGong = name === undefined && url.startsWith('/v2/');
  const operation = name ?? `${method} ${url.split('?')[0]}`;
  return {
    service: isGong ? 'gong' : (services[api] ?? 'aws'),
    operation,
    point: [operation, ...aboutOf(body)].join(' '),
    body,
    functionName,
  };
}

/** Which kinds of items a DynamoDB request is about; nothing for other requests. */
function aboutOf(body: string): string[] {
  const kinds = [...body.matchAll(/"(?:pk|sk|:pk|:from)":\{"S":"([A-Z]+)/g)].map(
    ([, kind]) => kind,
  );
  return [...new Set(kinds)].filter((kind) => kind !== undefined);
}

/** The parsed body, where it is an object. */
export function jsonOf({ body }: Pick<WireRequest, 'body'>): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body || '{}');
  return isRecord(parsed) ? parsed : {};
}

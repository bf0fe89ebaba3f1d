import type { ServerResponse } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { timedRequests } from '../../lambdas/adapters/timed-requests';
import { useLocalAws } from '../support/aws-env';
import { startHttp } from '../support/http-server';

const body = JSON.stringify({ Item: { pk: { S: 'there' } } });
const head = { 'content-type': 'application/x-amz-json-1.0', 'content-length': body.length };

/** The first request meets `stall`, the next one is answered. @returns what was read, and after how many requests */
async function readPast(stall: (response: ServerResponse) => void) {
  let requests = 0;
  const server = await startHttp((_request, _body, response) => {
    requests += 1;
    if (requests === 1) stall(response);
    else response.writeHead(200, head).end(body);
  });
  useLocalAws({});
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    maxAttempts: 2,
    requestHandler: timedRequests({ connectMs: 300, answerMs: 300 }),
  });
  try {
    const asked = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } });
    const { Item } = await client.send(asked);
    return { Item, requests };
  } finally {
    client.destroy();
    await server.stop();
  }
}

const found = { Item: { pk: { S: 'there' } }, requests: 2 };

test('a request that is not answered is ended and made again', async () => {
  await expect(readPast(() => undefined)).resolves.toEqual(found);
}, 10_000);

test('so is one whose answer stops in the middle', async () => {
  const stall = (response: ServerResponse) => {
    response.writeHead(200, head).write(body.slice(0, 5));
  };
  await expect(readPast(stall)).resolves.toEqual(found);
}, 10_000);

test('nothing of it is said on the console', async () => {
  const said = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  await readPast(() => undefined);
  expect(said).not.toHaveBeenCalled();
  said.mockRestore();
}, 10_000);

test('requests that wait for a connection of this process do not run out of time meanwhile', async () => {
  const server = await startHttp((_request, _body, response) => {
    setTimeout(() => response.writeHead(200, head).end(body), 500);
  });
  useLocalAws({});
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    maxAttempts: 1,
    requestHandler: timedRequests({ connectMs: 1_200, answerMs: 1_200 }),
  });
  const asked = new GetItemCommand({ TableName: 't', Key: { pk: { S: 'x' } } });
  const all = await Promise.allSettled(Array.from({ length: 200 }, () => client.send(asked)));
  client.destroy();
  await server.stop();
  expect(all.filter(({ status }) => status === 'rejected')).toEqual([]);
}, 20_000);

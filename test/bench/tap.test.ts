import { startTap } from '../../bench/kit/tap';
import { countDynamodb, countSqs, nothing } from '../../bench/kit/usage';
import { startHttp } from '../support/http-server';

const ask = async (url: string, operation: string, input: object) =>
  (
    await fetch(url, {
      method: 'POST',
      headers: { 'x-amz-target': `Service_1.${operation}` },
      body: JSON.stringify(input),
    })
  ).json();

it('passes on what is asked, with more, and counts the units of the answers', async () => {
  const asked: object[] = [];
  const service = await startHttp((_, body, response) => {
    asked.push(JSON.parse(body));
    response.end(JSON.stringify({ ConsumedCapacity: { CapacityUnits: 2.5 }, Item: {} }));
  });
  const counted = { ...nothing };
  const tap = await startTap(service.endpoint, (it) => countDynamodb(counted, it), {
    ReturnConsumedCapacity: 'TOTAL',
  });
  const answer = await ask(tap.url, 'GetItem', { TableName: 'ledger' });
  await ask(tap.url, 'PutItem', { TableName: 'ledger' });
  tap.close();
  await service.stop();
  expect(answer).toMatchObject({ Item: {} });
  expect(asked[0]).toEqual({ TableName: 'ledger', ReturnConsumedCapacity: 'TOTAL' });
  expect(counted).toMatchObject({ readUnits: 2.5, writeUnits: 2.5, dynamodbRequests: 2 });
});

it('asks a service for its own addresses, and does not count receives that brought nothing', async () => {
  const asked: { QueueUrl: string }[] = [];
  let answer: object = {};
  const service = await startHttp((_, body, response) => {
    asked.push(JSON.parse(body));
    response.end(JSON.stringify(answer));
  });
  const counted = { ...nothing };
  const tap = await startTap(service.endpoint, (it) => countSqs(counted, it));
  await ask(tap.url, 'ReceiveMessage', { QueueUrl: `${tap.url}/0/queue` });
  expect(counted.sqsRequests).toBe(0);
  answer = { Messages: [{ MessageId: '1' }] };
  await ask(tap.url, 'ReceiveMessage', { QueueUrl: `${tap.url}/0/queue` });
  await ask(tap.url, 'SendMessageBatch', { QueueUrl: `${tap.url}/0/queue` });
  tap.close();
  await service.stop();
  expect(asked[0]?.QueueUrl).toBe(`${service.endpoint}/0/queue`);
  expect(counted).toMatchObject({ sqsRequests: 2, sqsSends: 1 });
});

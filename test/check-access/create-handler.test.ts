import fc from 'fast-check';
import * as v from 'valibot';
import { problem } from '../../lambdas/api/problems';
import { usersAccess } from '../../lambdas/api/users-access';
import { createHandler } from '../../lambdas/check-access/create-handler';
import { GongCredentialsRejected, GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
import { type Asked, gatewayRequestId, lambdaContext, proxyEvent } from '../support/lambda-events';
import { startLedger } from '../support/ledger';
import { RecordingBus, ScriptedGong } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const longId = '77823422740259378950';
const users = ['10000000000000000001', '00000000000000000007'];
const json = { 'Content-Type': 'application/json' };

let ledger: Awaited<ReturnType<typeof startLedger>>;
let gong: ScriptedGong;
let tools: ReturnType<typeof recordingTools>;
let ids = 0;

beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.stop());
beforeEach(() => {
  gong = new ScriptedGong(
    new Map<string, readonly string[] | undefined>([
      ['1', ['5']],
      ['2', []],
      ['3', undefined],
      [longId, users],
    ]),
  );
  tools = recordingTools();
});

async function post(asked: Partial<Asked>, remainingMs?: number) {
  const deps = {
    calls: ledger.calls,
    evidence: ledger.evidence,
    events: new RecordingBus(),
    gong,
    clock: Date.now,
    newId: () => `${process.pid}-${ids++}`,
  };
  const handler = createHandler(deps, tools);
  const event = proxyEvent({ method: 'POST', resource: '/v2/calls/users-access', ...asked });
  const answer = await handler(event, lambdaContext(remainingMs));
  return { ...answer, json: JSON.parse(answer.body) };
}

const check = (callIds: readonly unknown[], headers: Record<string, string> = {}) =>
  post({ body: { filter: { callIds } }, headers: { ...json, ...headers } });

describe('a check', () => {
  test('is answered in Gong’s own shape, with ours beside it', async () => {
    const answer = await check(['1', '2']);
    expect(answer.statusCode).toBe(200);
    expect(answer.json).toMatchObject({
      requestId: 'gong-1',
      callAccessList: [
        { callId: '1', users: [{ userId: '5' }] },
        { callId: '2', users: [] },
      ],
      coverage: 'api-granted-individual-access',
    });
    expect(answer.json).not.toHaveProperty('outcomes');
    v.parse(usersAccess.answers[200]?.schema ?? v.never(), answer.json);
  });

  test('keeps IDs of 20 digits byte for byte, also from the ledger', async () => {
    const callAccessList = [
      { callId: longId, users: [...users].sort().map((userId) => ({ userId })) },
    ];
    expect((await check([longId])).json).toMatchObject({ callAccessList });
    const again = await check([longId], { 'Cache-Control': 'max-age=600' });
    expect(again.json).toMatchObject({ callAccessList });
    expect(again.headers).toMatchObject({ age: expect.stringMatching(/^[0-9]+$/) });
    expect(gong.asked).toHaveLength(1);
  });

  test('says which calls Gong’s answer does not name', async () => {
    const { json: said } = await check(['1', '3']);
    expect(said.callAccessList).toEqual([{ callId: '1', users: [{ userId: '5' }] }]);
    expect(said.outcomes).toEqual([{ callId: '3', outcome: 'not-returned' }]);
  });

  test('counts duplicates and asks once', async () => {
    expect((await check(['1', '1', '2', '1'])).json).toMatchObject({ duplicates: 2 });
    expect(gong.asked).toEqual([expect.arrayContaining(['1', '2'])]);
    expect(gong.asked[0]).toHaveLength(2);
  });

  test('of the most calls allowed is answered; one more is refused, naming /audits', async () => {
    const many = Array.from({ length: 301 }, (_, n) => `9${n}`);
    for (const callId of many) gong.users.set(callId, []);
    expect((await check(many.slice(0, 300))).json.callAccessList).toHaveLength(300);
    const answer = await check(many);
    expect(answer).toMatchObject({ statusCode: 413, json: { code: 'too-many-calls' } });
    expect(answer.json.errors[0]).toContain('/audits');
  });
});

describe('a check with a call that Gong does not know', () => {
  test('is Gong’s own 400, saying of each call what was found', async () => {
    const answer = await check(['1', '404']);
    expect(answer.statusCode).toBe(400);
    expect(answer.json).toMatchObject({
      errors: ['Some calls not found'],
      code: 'calls-not-found',
      outcomes: [
        { callId: '1', outcome: 'granted' },
        { callId: '404', outcome: 'not-found' },
      ],
    });
    v.parse(usersAccess.answers[400]?.schema ?? v.never(), answer.json);
  });

  test('is a 200 for the others if the caller is lenient', async () => {
    const answer = await check(['1', '4040'], { Prefer: 'handling=lenient' });
    expect(answer.statusCode).toBe(200);
    expect(answer.json.callAccessList).toEqual([{ callId: '1', users: [{ userId: '5' }] }]);
    expect(answer.json.outcomes).toEqual([{ callId: '4040', outcome: 'not-found' }]);
  });
});

describe('a check that Gong cannot answer', () => {
  test.each([
    ['the day is spent', new NoSlot('day-spent', Date.UTC(2026, 1, 28, 9, 31)), 429, '60'],
    ['no slot in time', new NoSlot('deadline'), 503, '5'],
    ['no answer', new GongUnavailable('timeout'), 503, '5'],
    ['refused credentials', new GongCredentialsRejected(401), 401, undefined],
  ])('%s', async (_, error, status, retryAfter) => {
    gong.failures.push(error);
    const answer = await check(['1']);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers?.['retry-after']).toBe(retryAfter);
    expect(answer.json).toMatchObject({ requestId: gatewayRequestId, code: error.code });
    expect(answer.json.callAccessList).toBeUndefined();
  });

  test('is answered before the function’s time is over, whatever the use case does', async () => {
    gong.before = () => new Promise((resolve) => setTimeout(resolve, 300).unref());
    expect(await post({ body: { filter: { callIds: ['1'] } } }, 600)).toMatchObject({
      statusCode: 503,
      json: { code: 'gong-deadline' },
    });
  });

  test('an unexpected error says nothing, in the answer and in the log', async () => {
    gong.failures.push(new Error('canary-3f9a: Authorization: Basic c2VjcmV0'));
    const answer = await check(['1']);
    expect(answer).toMatchObject({ statusCode: 500, json: { code: 'internal' } });
    expect(answer.body + JSON.stringify(tools.lines)).not.toMatch(/canary|Basic/);
    expect(tools.lines).toMatchObject([{ level: 'error', fields: { errorName: 'Error' } }]);
  });
});

describe('bad input is refused, in one shape, before Gong is asked', () => {
  const refused = async (asked: Partial<Asked>, status: number) => {
    const answer = await post(asked);
    expect(answer.statusCode).toBe(status);
    v.parse(problem, answer.json);
    expect(gong.asked).toEqual([]);
    return answer;
  };

  test.each([
    undefined,
    '',
    'null',
    '[]',
    '"x"',
    '1',
    '{',
    '\uFEFF{"filter":{"callIds":["1"]}}',
    '{"filter":{"callIds":["1\0"]}}',
    '{"filter":{"callIds":["\\ud800"]}}',
    '{"filter":{"callIds":["1"]},"filter":{"callIds":["2"]}}',
    '{"filter":{"callIds":["1"],"callIds":["2"]}}',
    '{"filter":{"callIds":["1"]},"__proto__":{"polluted":1}}',
    '{"filter":{"callIds":["1"],"constructor":{}}}',
    '{"filter":{"callIds":["1"]},"baseUrl":"http://localhost"}',
    '{"filter":{"callIds":[7782342274025937895]}}',
    '{"filter":{"callIds":[]}}',
    '{"filter":{"callIds":null}}',
    '{"filter":{"callIds":"1"}}',
    '{"filter":{"callIds":{}}}',
    '{"filter":{}}',
    '{}',
  ])('the body %j', async (body) => {
    const answer = await refused({ ...(body === undefined ? {} : { body }), headers: json }, 400);
    expect(answer.json.field).toBeDefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  test.each([
    ' 1',
    '1 ',
    '+1',
    '-1',
    '1e3',
    '0x1',
    '1.0',
    '1\n',
    '1\nx',
    '',
    '١٢',
    '１２',
    '1'.repeat(21),
    'http://x',
  ])('the call ID %j', async (callId) => {
    const body = { filter: { callIds: ['1', callId] } };
    const answer = await refused({ body }, 400);
    expect(answer.json.field).toBe('filter.callIds[1]');
  });

  test('an ID that is a number, saying that it must be a string', async () => {
    const answer = await refused({ body: { filter: { callIds: ['1', 2] } } }, 400);
    expect(answer.json.errors).toEqual(['filter.callIds[1] must be a string']);
  });

  test.each(['text/plain', 'application/xml', ''])('the content type %j', async (type) => {
    await refused({ body: '{"filter":{"callIds":["1"]}}', headers: { 'Content-Type': type } }, 415);
  });

  test('no content type', () =>
    refused({ body: '{"filter":{"callIds":["1"]}}', headers: {} }, 415));
  test('a body over 5 MB', () => refused({ body: ' '.repeat(5_300_000), headers: json }, 413));
  test('a query', () => refused({ body: { filter: { callIds: ['1'] } }, query: { a: '1' } }, 400));
  test('another method', () => refused({ method: 'GET' }, 405));
  test('another path', () => refused({ resource: '/v2/calls' }, 404));

  test('whatever JSON comes: 400, no echo, no throw', async () => {
    const canary = 'canary-3f9a';
    const anything = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(canary),
        fc.constantFrom(null, true, 1, '', 'filter', 'callIds'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('filter', 'callIds', canary, '__proto__'), tie('value')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(anything.value, async (value) => {
        const answer = await refused({ body: JSON.stringify(value) }, 400);
        expect(answer.body).not.toContain(canary);
      }),
      { numRuns: 200 },
    );
    expect(JSON.stringify(tools.lines)).not.toContain(canary);
  });
});

test('outcomes are counted, without IDs', async () => {
  await check(['1', '2', '3'], { Prefer: 'handling=lenient' });
  expect(tools.metrics).toEqual(
    expect.arrayContaining([
      { name: 'CallsChecked', value: 3 },
      { name: 'CallsGranted', value: 1 },
      { name: 'CallsNone', value: 1 },
      { name: 'CallsNotReturned', value: 1 },
    ]),
  );
});

test('every answer is JSON that nobody stores, with the gateway’s request ID', async () => {
  for (const callIds of [['1'], ['404'], []]) {
    expect((await check(callIds)).headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-request-id': gatewayRequestId,
    });
  }
});

import { request } from 'node:http';
import type { FaultOrder } from '../../../local/gong/fault';
import { type GongStandIn, startGongStandIn } from '../../../local/gong/stand-in';
import { ask, listOf, usersAccess } from './client';

let gong: GongStandIn;
const callIds = ['8671702068956952525', '0042', '7'];
const question = usersAccess(callIds);

beforeAll(async () => {
  gong = await startGongStandIn({
    requestsPerSecond: 10_000,
    shareUnknown: 0,
    shareWithoutAccess: 0,
  });
});
afterAll(() => gong.close());
beforeEach(() => gong.reset());

/** The answer under a fault; the one after it must be whole again. */
async function under(fault: FaultOrder) {
  gong.addFaults(fault);
  const answer = await ask(gong, question);
  const next = await ask(gong, question);
  expect(next.status).toBe(200);
  expect(listOf(next).map(({ callId }) => callId)).toEqual(callIds);
  return answer;
}

/** What comes over the wire, as far as it comes: the end is `whole` or an error's code. */
function received(): Promise<{ status?: number | undefined; body: string; end: string }> {
  return new Promise((resolve) => {
    const authorization = `Basic ${Buffer.from('stand-in-key:stand-in-secret').toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const req = request(`${gong.url}/v2/calls/users-access`, { method: 'POST', headers });
    let body = '';
    let status: number | undefined;
    const over = (end: string) => resolve({ status, body, end });
    req.on('error', (error: NodeJS.ErrnoException) => over(error.code ?? 'error'));
    req.on('response', (res) => {
      status = res.statusCode;
      res.on('data', (part) => {
        body += part;
      });
      res.on('end', () => over('whole'));
      res.on('error', (error: NodeJS.ErrnoException) => over(error.code ?? 'error'));
    });
    req.end(question.body);
  });
}

const elapsed = async (work: Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work;
  return performance.now() - from;
};

describe('another answer', () => {
  it.each(['0', '-1', 'abc', 'Wed, 21 Oct 2026 07:28:00 GMT', '2147483648'])(
    'can be 429 with Retry-After %s',
    async (retryAfter) => {
      const headers = { 'retry-after': retryAfter };
      const answer = await under({ kind: 'answer', status: 429, headers, text: 'Slow down' });
      expect(answer).toMatchObject({ status: 429, json: { errors: ['Slow down'] } });
      expect(answer.headers.get('retry-after')).toBe(retryAfter);
    },
  );

  it.each([401, 403, 404, 500, 503, 599])('can be %i in the envelope', async (status) => {
    const answer = await under({ kind: 'answer', status });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({
      requestId: expect.any(String),
      errors: [expect.any(String)],
    });
  });

  it('can be 204', async () => {
    expect(await under({ kind: 'answer', status: 204 })).toMatchObject({ status: 204, text: '' });
  });

  it('can have any body', async () => {
    const body = '<html>Bad gateway</html>';
    const headers = { 'content-type': 'text/html' };
    const answer = await under({ kind: 'answer', status: 502, headers, body });
    expect(answer).toMatchObject({ status: 502, text: body });
    expect(answer.headers.get('content-type')).toBe('text/html');
  });

  it('can be a page of HTML', async () => {
    const answer = await under({ kind: 'html' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html');
    expect(answer.text).toContain('<html>');
  });

  it('can be empty', async () => {
    expect(await under({ kind: 'empty' })).toMatchObject({ status: 200, text: '' });
  });

  it('can lead elsewhere', async () => {
    const location = 'https://example.com/';
    const answer = await under({ kind: 'redirect', location });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(location);
  });

  it('comes without doing what was asked', async () => {
    gong.addFaults({ kind: 'answer', status: 500, method: 'PUT' });
    const list = [{ callId: '7', userIds: ['1'] }];
    await ask(gong, { method: 'PUT', body: JSON.stringify({ callAccessList: list }) });
    expect(gong.truth(['7']).calls[0]?.users).not.toContain('1');
  });
});

describe('an answer told otherwise', () => {
  const retold = async (how: Extract<FaultOrder, { kind: 'rewrite' }>['how'], callId?: string) => {
    const fault: FaultOrder = { kind: 'rewrite', how, ...(callId === undefined ? {} : { callId }) };
    const { status, text } = await under(fault);
    expect(status).toBe(200);
    return { text, answer: JSON.parse(text) };
  };

  it.each([
    ['list-null', null],
    ['list-empty', []],
    ['list-object', {}],
    ['list-string', 'none'],
    ['list-number', 0],
    ['list-absent', undefined],
  ] as const)('%s', async (how, list) => {
    const { answer } = await retold(how);
    expect(answer.callAccessList).toEqual(list);
  });

  it.each([
    ['users-absent', undefined],
    ['users-null', null],
    ['users-string', 'none'],
    ['users-object', {}],
  ] as const)('%s, of the call that the fault names', async (how, users) => {
    const { answer } = await retold(how, '0042');
    const entry = answer.callAccessList.find((e: { callId: string }) => e.callId === '0042');
    expect(entry.users).toEqual(users);
  });

  it('call-dropped', async () => {
    const { answer } = await retold('call-dropped', '7');
    expect(answer.callAccessList.map((e: { callId: string }) => e.callId)).toEqual(
      callIds.slice(0, 2),
    );
  });

  it('call-twice, call-not-asked', async () => {
    expect((await retold('call-twice')).answer.callAccessList).toHaveLength(4);
    const { answer } = await retold('call-not-asked');
    expect(answer.callAccessList[1].callId).toBe('99999999999999999999');
  });

  it('call-id-empty, call-id-long', async () => {
    expect((await retold('call-id-empty')).answer.callAccessList[0].callId).toBe('');
    const { answer } = await retold('call-id-long');
    expect(answer.callAccessList[0].callId).toHaveLength(2 ** 20);
  });

  it('user-twice, user-without-id, user-under-id', async () => {
    const [truth] = gong.truth(callIds).calls;
    const users = truth?.users ?? [];
    const first = async (how: 'user-twice' | 'user-without-id' | 'user-under-id') =>
      (await retold(how)).answer.callAccessList[0].users;
    expect(await first('user-twice')).toHaveLength(2 * users.length);
    expect((await first('user-without-id')).at(-1)).toEqual({});
    expect(await first('user-under-id')).toEqual(users.map((id) => ({ id })));
  });

  it('ids-numeric: every ID a number of all its digits, without leading zeros', async () => {
    const { text } = await retold('ids-numeric');
    expect(text).toContain('"callId":8671702068956952525');
    expect(text).toContain('"callId":42,');
    expect(text).not.toMatch(/"(callId|userId)":"/);
  });

  it('fields-unknown, request-id-absent', async () => {
    expect((await retold('fields-unknown')).answer).toMatchObject({ extra: null });
    expect((await retold('request-id-absent')).answer).not.toHaveProperty('requestId');
  });
});

describe('a broken wire', () => {
  it('resets before the head', async () => {
    gong.addFaults({ kind: 'reset-before-headers' });
    expect(await received()).toEqual({ status: undefined, body: '', end: 'ECONNRESET' });
  });

  it('resets after the head', async () => {
    gong.addFaults({ kind: 'reset-after-headers' });
    expect(await received()).toEqual({ status: 200, body: '', end: 'ECONNRESET' });
  });

  it.each([0, 1, 57])('cuts the body at byte %i', async (atByte) => {
    const whole = await received();
    gong.addFaults({ kind: 'truncate', atByte });
    const cut = await received();
    expect(cut).toMatchObject({ status: 200, end: 'ECONNRESET' });
    expect(cut.body).toHaveLength(atByte);
    expect(cut.body.slice(33)).toBe(whole.body.slice(33, Math.max(33, atByte)));
  });

  it('cuts the body and says that it is whole', async () => {
    gong.addFaults({ kind: 'truncate', atByte: 40, complete: true });
    const cut = await received();
    expect(cut.end).toBe('whole');
    expect(cut.body).toHaveLength(40);
    expect(() => JSON.parse(cut.body)).toThrow();
  });

  it('stalls, then goes on', async () => {
    gong.addFaults({ kind: 'stall', atByte: 10, stallMs: 80 });
    let answer: Awaited<ReturnType<typeof received>> | undefined;
    const took = await elapsed(received().then((it) => (answer = it)));
    expect(took).toBeGreaterThan(75);
    expect(JSON.parse(answer?.body ?? '')).toHaveProperty('callAccessList');
  });

  it('lets the head drip', async () => {
    gong.addFaults({ kind: 'slow-headers', msPerByte: 1 });
    let answer: Awaited<ReturnType<typeof received>> | undefined;
    const took = await elapsed(received().then((it) => (answer = it)));
    expect(took).toBeGreaterThan(100);
    expect(JSON.parse(answer?.body ?? '')).toHaveProperty('callAccessList');
  });

  it('does what was asked all the same', async () => {
    gong.addFaults({ kind: 'reset-before-headers', method: 'PUT' });
    const list = [{ callId: '7', userIds: ['1'] }];
    const body = JSON.stringify({ callAccessList: list });
    await expect(ask(gong, { method: 'PUT', body })).rejects.toThrow();
    expect(gong.truth(['7']).calls[0]?.users).toContain('1');
  });

  it('does not keep the stand-in from closing', async () => {
    const other = await startGongStandIn({ shareUnknown: 0 });
    other.addFaults({ kind: 'stall', atByte: 3, stallMs: 60_000 });
    const asked = ask(other, question).then(
      () => 'answered',
      () => 'broken',
    );
    while (other.stats().faults.stall === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await elapsed(other.close())).toBeLessThan(1000);
    expect(await asked).toBe('broken');
  });
});

describe('which requests a fault befalls', () => {
  const statuses = async (n: number, body = question) => {
    const seen: number[] = [];
    for (let i = 0; i < n; i++) seen.push((await ask(gong, body)).status);
    return seen;
  };
  const fault = { kind: 'answer', status: 500 } as const;

  it('so many', async () => {
    gong.addFaults({ ...fault, times: 2 });
    expect(await statuses(3)).toEqual([500, 500, 200]);
    expect(gong.stats()).toMatchObject({ faults: { answer: 2 }, accepted: 3 });
  });

  it('those after so many', async () => {
    gong.addFaults({ ...fault, after: 1 });
    expect(await statuses(3)).toEqual([200, 500, 200]);
  });

  it('all until it is cleared', async () => {
    gong.addFaults({ ...fault, times: 'until-cleared' });
    expect(await statuses(3)).toEqual([500, 500, 500]);
    gong.clearFaults();
    expect(await statuses(1)).toEqual([200]);
  });

  it('those that name a call', async () => {
    gong.addFaults({ ...fault, callId: '9', times: 'until-cleared' });
    expect(await statuses(1)).toEqual([200]);
    expect(await statuses(1, usersAccess(['1', '9']))).toEqual([500]);
  });

  it('those to a path', async () => {
    gong.addFaults({ ...fault, path: '/v2/calls/7' });
    expect(await statuses(1)).toEqual([200]);
    expect((await ask(gong, { method: 'GET', path: '/v2/calls/7' })).status).toBe(500);
  });

  it('a share of them, the same ones for the same seed', async () => {
    const draws = async () => {
      const other = await startGongStandIn({ requestsPerSecond: 1000, seed: 'draws' });
      other.addFaults({ ...fault, share: 0.5, times: 'until-cleared' });
      const seen: number[] = [];
      for (let i = 0; i < 40; i++) seen.push((await ask(other, question)).status);
      await other.close();
      return seen;
    };
    const first = await draws();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draws()).toEqual(first);
  });

  it('several, each in its turn', async () => {
    gong.addFaults([{ ...fault, status: 502 }, fault]);
    expect(await statuses(3)).toEqual([502, 500, 200]);
  });

  it('with a delay: the answer tells the truth from before it', async () => {
    gong.addFaults({ kind: 'delay', delayMs: 100 });
    const late = ask(gong, usersAccess(['7']));
    while (gong.faults().length > 0) await new Promise((resolve) => setImmediate(resolve));
    const at = gong.change('7', { grant: ['1'] });
    const answer = await late;
    expect(gong.momentOf(answer.json.requestId ?? '')).toBeLessThan(at);
    expect(listOf(answer)[0]?.users).not.toContainEqual({ userId: '1' });
  });
});

it('notices requests that come before Retry-After is over', async () => {
  gong.addFaults({ kind: 'answer', status: 429, headers: { 'retry-after': '1' } });
  await ask(gong, question);
  expect(gong.stats().duringRetryAfter).toBe(0);
  await ask(gong, question);
  expect(gong.stats().duringRetryAfter).toBe(1);
});

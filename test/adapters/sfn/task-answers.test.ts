import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sfnClient } from '../../../lambdas/adapters/sfn/client';
import { SfnTaskAnswers } from '../../../lambdas/adapters/sfn/task-answers';
import { useLocalAws } from '../../support/aws-env';

const summary = {
  auditId: 'a',
  status: 'completed',
  requested: 1,
  totals: { granted: 1, none: 0, notReturned: 0, notFound: 0, failed: 0 },
  changes: { granted: 0, revoked: 0 },
  coverage: 'api-granted-individual-access',
} as const;

/** Step Functions' wire protocol: the next answer, and what was asked. */
let next: { status: number; body: object };
const asked: { target: unknown; body: Record<string, unknown> }[] = [];
const server = createServer(async (request, response) => {
  let text = '';
  for await (const part of request) text += part;
  asked.push({ target: request.headers['x-amz-target'], body: JSON.parse(text) });
  response.writeHead(next.status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(next.body));
});

let answers: SfnTaskAnswers;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  useLocalAws({ AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${port}` });
  answers = new SfnTaskAnswers(sfnClient());
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('an answer to a waiting step', () => {
  it('carries the summary', async () => {
    next = { status: 200, body: {} };
    expect(await answers.succeed('token', summary)).toBe('answered');
    const { target, body } = asked.at(-1) ?? {};
    expect(target).toBe('AWSStepFunctions.SendTaskSuccess');
    expect(body?.taskToken).toBe('token');
    expect(JSON.parse(String(body?.output))).toEqual(summary);
  });

  it('carries why there is none, cut to what is allowed', async () => {
    next = { status: 200, body: {} };
    expect(await answers.fail('token', 'AuditFailed', 'x'.repeat(40_000))).toBe('answered');
    const { target, body } = asked.at(-1) ?? {};
    expect(target).toBe('AWSStepFunctions.SendTaskFailure');
    expect(body).toMatchObject({ taskToken: 'token', error: 'AuditFailed' });
    expect(String(body?.cause)).toHaveLength(32_768);
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
    'that comes too late (%s) is nobody’s concern',
    async (type) => {
      next = { status: 400, body: { __type: type, message: 'gone' } };
      expect(await answers.succeed('token', summary)).toBe('gone');
    },
  );

  it('that is not allowed fails', async () => {
    next = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } };
    await expect(answers.succeed('token', summary)).rejects.toThrow('no');
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSignature } from '../../local/http/sigv4';
import { startHttp } from '../support/http-server';
import { gongAccess } from './support/run';
import { type ScriptedApi, startApi } from './support/scripted-api';

const keys = { accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'canary-secret' };

const access = {
  callId: '42',
  outcome: 'none',
  users: [],
  observedAt: '2026-02-28T09:30:00.120Z',
  coverage: 'api-granted-individual-access',
};

describe('signatures', () => {
  let api: ScriptedApi;
  beforeAll(async () => {
    api = await startApi(() => ({ body: access }));
  });
  afterAll(() => api.stop());

  /** What a gateway that checks it says of the last request; undefined if it is good. */
  function refusal() {
    const { method = '', path = '', query, headers = {}, body = '' } = api.seen.at(-1) ?? {};
    const flat = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]),
    );
    const url = query?.size ? `${path}?${query}` : path;
    return checkSignature(
      { method, url, headers: flat, body: Buffer.from(body) },
      keys,
      Date.now(),
    );
  }

  it('are made with credentials from the environment, in the region that was named', async () => {
    const args = [
      'access',
      '42',
      '--at',
      '2026-03-31T17:00:00+02:00',
      '--sign',
      '--region',
      'us-east-1',
    ];
    const run = await gongAccess(args, {
      url: api.endpoint,
      env: { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey },
    });
    expect([run.code, refusal()]).toEqual([0, undefined]);
    expect(api.seen.at(-1)?.query.get('at')).toBe('2026-03-31T17:00:00+02:00');
  });

  it('are made with credentials from a profile', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'gong-access-')), 'credentials');
    writeFileSync(
      file,
      `[audits]\naws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`,
    );
    const run = await gongAccess(['access', '42', '--sign'], {
      url: api.endpoint,
      env: { AWS_PROFILE: 'audits', AWS_SHARED_CREDENTIALS_FILE: file, AWS_REGION: 'us-east-1' },
    });
    expect([run.code, refusal()]).toEqual([0, undefined]);
  });

  it('are not made for the local stage, which needs none', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
    await gongAccess(['access', '42'], { url: api.endpoint, env });
    expect(api.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('need credentials: without any it says what to do', async () => {
    const run = await gongAccess(['access', '42', '--sign', '--region', 'us-east-1'], {
      url: api.endpoint,
    });
    expect(run.code).toBe(4);
    expect(run.err).toContain('no AWS credentials were found');
    expect(run.err).toContain('aws sso login');
  });

  it('never show a secret, whatever goes wrong', async () => {
    const env = {
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    };
    const run = await gongAccess(['quota', '--sign', '--region', 'us-east-1'], {
      url: 'http://127.0.0.1:59999',
      env: { ...env, GONG_ACCESS_DEBUG: '1' },
    });
    expect(run.code).toBe(5);
    expect(run.out + run.err).not.toContain(keys.secretAccessKey);
  });

  it('the URL comes from the outputs of a stack', async () => {
    const cloudFormation = await startHttp((_request, _body, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(stackXml({ ApiUrl: api.endpoint, QueueUrl: 'q', DeadLetterQueueUrl: 'd' }));
    });
    const run = await gongAccess(['access', '42', '--stack', 'Audits', '--region', 'us-east-1'], {
      env: {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
      },
    });
    await cloudFormation.stop();
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toMatch(/^outcome +none/m);
  });
});

const stackXml = (outputs: Readonly<Record<string, string>>) =>
  `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>Audits</StackName><CreationTime>2026-02-28T09:30:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${Object.entries(
    outputs,
  )
    .map(([k, v]) => `<member><OutputKey>${k}</OutputKey><OutputValue>${v}</OutputValue></member>`)
    .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, runBundle } from '../../support/bundle';

const folder = mkdtempSync(join(tmpdir(), 'credential-providers-'));
const file = join(folder, 'read.js');
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** A client as the functions have it. */
const source = `
  import { GetCommand } from '@aws-sdk/lib-dynamodb';
  import { dynamoClient } from './lambdas/adapters/dynamodb/client';
  const client = dynamoClient();
  client.send(new GetCommand({ TableName: 'ledger', Key: { pk: 'a', sk: 'b' } })).then(() => client.destroy());
`;

beforeAll(() => bundle(source, file));
afterAll(() => rmSync(folder, { recursive: true }));

it('signs with the keys and the token that Lambda puts into the environment', async () => {
  const { code, requests } = await runBundle(file, {
    ...keys,
    AWS_SESSION_TOKEN: 'token-of-the-role',
  });
  expect(code).toBe(0);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//);
  expect(requests[0]?.['x-amz-security-token']).toBe('token-of-the-role');
});

it('sends no token where there is none', async () => {
  const { requests } = await runBundle(file, keys);
  expect(requests).toHaveLength(1);
  expect(requests[0]).not.toHaveProperty('x-amz-security-token');
});

describe('where the keys are not in the environment', () => {
  const shared = join(folder, 'credentials');
  writeFileSync(shared, '[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = f\n');

  it.each([
    ['they are nowhere', {}],
    ['half of them is missing', { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' }],
    ['a file has them', { AWS_SHARED_CREDENTIALS_FILE: shared }],
    ['a profile has them', { AWS_PROFILE: 'default', AWS_SHARED_CREDENTIALS_FILE: shared }],
    ['a container has them', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/keys' }],
    ['a web identity has them', { AWS_WEB_IDENTITY_TOKEN_FILE: shared, AWS_ROLE_ARN: 'role' }],
  ])('the function does not start, and says what is missing: %s', async (_, env) => {
    const { code, said, requests } = await runBundle(file, env);
    expect(code).not.toBe(0);
    expect(said).toMatch(/AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set/);
    expect(requests).toEqual([]);
  });
});

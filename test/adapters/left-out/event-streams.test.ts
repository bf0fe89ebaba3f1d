import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle, runBundle } from '../../support/bundle';

const folder = mkdtempSync(join(tmpdir(), 'event-streams-'));
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

afterAll(() => rmSync(folder, { recursive: true }));

const withClient = (command: string) => `
  import { GetObjectCommand, SelectObjectContentCommand } from '@aws-sdk/client-s3';
  import { s3Client } from './lambdas/adapters/s3/client';
  const client = s3Client();
  const object = { Bucket: 'lists', Key: 'calls' };
  client.send(${command}).then(() => client.destroy());
`;

it('a client that has an operation with a stream works without it', async () => {
  const file = join(folder, 'get.js');
  bundle(withClient('new GetObjectCommand(object)'), file);
  const { code, said, requests } = await runBundle(file, keys, '7782342274025937895');
  expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
  expect(requests).toHaveLength(1);
});

it('an operation with a stream fails, and says what is missing', async () => {
  const file = join(folder, 'select.js');
  const select = `new SelectObjectContentCommand({ ...object, Expression: 'SELECT *', ExpressionType: 'SQL',
    InputSerialization: {}, OutputSerialization: {} })`;
  bundle(withClient(select), file);
  const { code, said, requests } = await runBundle(file, keys);
  expect(requests.length).toBeGreaterThan(0);
  expect(code).not.toBe(0);
  expect(said).toMatch(/event streams are left out of this bundle/);
});

import { buildDeps as runChunk } from '../../lambdas/run-chunk/deps';
import { buildDeps } from '../../lambdas/seal-evidence/deps';
import { recordingTools } from '../support/recording-tools';

const environment = {
  TABLE_NAME: 'ledger',
  SEAL_KEY_ARN: 'arn:aws:kms:eu-central-1:000000000000:key/the-key',
  SEAL_BUCKET: 'seals',
};

const before = process.env;
beforeEach(() => {
  process.env = { AWS_REGION: 'eu-central-1', ...environment };
});
afterAll(() => {
  process.env = before;
});

test('starts with its environment', () => {
  expect(buildDeps()).toMatchObject({ software: expect.stringMatching(/^[0-9]+\.[0-9]+\./) });
});

test.each(Object.keys(environment))('does not start without %s, and says so', (name) => {
  process.env[name] = '';
  expect(() => buildDeps()).toThrow(name);
});

test.each(['0', '-1', '1.5', 'soon', ''])('a retention of "%s" days is refused', (days) => {
  process.env.EVIDENCE_KEEP_DAYS = days;
  expect(() => runChunk(recordingTools())).toThrow('EVIDENCE_KEEP_DAYS');
});

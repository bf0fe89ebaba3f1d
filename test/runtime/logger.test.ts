import { GongUnavailable } from '../../lambdas/domain/errors';
import { HttpError } from '../../lambdas/runtime/http-error';
import { logCodes } from '../../lambdas/runtime/log-codes';
import { createLog, describeError } from '../../lambdas/runtime/logger';

describe('what is logged', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    process.env.POWERTOOLS_DEV = 'true';
    for (const level of ['info', 'warn', 'error'] as const) {
      jest.spyOn(console, level).mockImplementation((...said: unknown[]) => {
        lines.push(String(said[0]));
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.POWERTOOLS_DEV;
  });

  test('is one JSON object, whatever its values are', () => {
    const reason = `a\r\nb\u001b[31m$\{jndi:ldap://x}\u2028"`;
    createLog().warn(logCodes.requestFailed, { reason, status: 400 });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'WARN',
      message: 'REQUEST_FAILED',
      reason,
      status: 400,
    });
    expect(lines[0]).not.toContain('\u001b');
  });
});

test('of our own errors code and text are known to be safe', () => {
  expect(describeError(new HttpError(415, 'unsupported-media-type', 'JSON only'))).toEqual({
    code: 'unsupported-media-type',
    reason: 'JSON only',
  });
  expect(describeError(new GongUnavailable('timeout'))).toEqual({
    code: 'gong-unavailable',
    reason: 'Gong did not answer: timeout',
  });
});

test('of any other error only class and place are kept', () => {
  const error = new TypeError('canary-3f9a\n    Authorization: Basic canary-3f9a');
  Object.assign(error, { config: { headers: { authorization: 'canary-3f9a' } } });
  const described = describeError(error);
  expect(described).toMatchObject({ errorName: 'TypeError' });
  expect(described.at?.length).toBeGreaterThan(0);
  expect(JSON.stringify(described)).not.toContain('canary');
  expect(describeError('canary-3f9a')).toEqual({ errorName: 'string' });
  expect(describeError(undefined)).toEqual({ errorName: 'undefined' });
});

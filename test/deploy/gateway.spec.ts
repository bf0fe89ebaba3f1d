import { request } from 'node:http';
import { routes } from '../../lib/constructs/routes';
import { get, required } from '../flow/api';

const base = new URL(required('FLOW_BASE_URL'));

/** What an unsigned request is told. */
function unsigned(method: string, path: string): Promise<{ status: number; body: unknown }> {
  const host = process.env.FLOW_HOST_HEADER ?? base.host;
  const url = base.href.replace(/\/$/, '') + path.replaceAll(/\{\w+\}/g, '1');
  return new Promise((resolve, reject) => {
    request(url, { method, headers: { host } }, async (response) => {
      let text = '';
      for await (const part of response) text += part;
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    })
      .on('error', reject)
      .end();
  });
}

describe('the deployed gateway', () => {
  it.each(routes)('refuses $method $path without a signature', async ({ method, path }) => {
    const { status, body } = await unsigned(method, path);
    expect(status).toBe(403);
    expect(body).toEqual({
      requestId: expect.stringMatching(/.+/),
      errors: [expect.stringContaining('not signed')],
      code: 'not-signed',
    });
  });

  it('answers an unknown route in the shape of all answers', async () => {
    const { status, body } = await get('/nowhere');
    expect(status).toBe(403);
    expect(Object.keys(body)).toEqual(['requestId', 'errors', 'code']);
  });
});

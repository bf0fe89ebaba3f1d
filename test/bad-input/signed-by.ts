import aws4 from 'aws4';

/** Authorization headers of somebody who has no right to ask. */
export function signedBy(url: string, path: string, body: string): Record<string, string>[] {
  const { host } = new URL(url);
  const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'nobody' };
  const known = { accessKeyId: 'AKIAFAULTS', secretAccessKey: 'guessed' };
  const sign = (keys: typeof stranger, change: object = {}) => {
    const request = { host, path, method: 'POST', body, service: 'execute-api', ...change };
    const { headers = {} } = aws4.sign({ region: 'us-east-1', ...request }, keys);
    const { Host: _, ...rest } = headers as Record<string, string>;
    return rest;
  };
  return [
    {},
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
    { authorization: 'Basic YTpi' },
    { 'x-api-key': 'only-a-key' },
    sign(stranger),
    sign(known),
    sign(known, { region: 'eu-central-1' }),
    sign(known, { headers: { 'X-Amz-Date': '20200101T000000Z' } }),
    sign(known, { service: 's3' }),
  ];
}

import { request } from 'node:https';

/** One request over TLS, not even signed: less is not possible for a function that asks for something. */
export const handler = () =>
  new Promise((resolve, reject) => {
    const url = process.env.AWS_ENDPOINT_URL ?? '';
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    request(url, { method: 'POST', headers }, (answer) => {
      answer.resume().on('end', () => resolve({ statusCode: answer.statusCode }));
    })
      .on('error', reject)
      .end('{}');
  });

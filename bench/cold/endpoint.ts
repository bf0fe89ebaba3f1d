import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface Endpoint {
  readonly url: string;
  /** File with the certificate that clients have to trust. */
  readonly certificate: string;
  /** Resolves with `performance.now()` when the next request is there. */
  next(): Promise<Arrival>;
  close(): void;
}

export interface Arrival {
  readonly at: number;
  readonly isSigned: boolean;
  readonly target: string;
}

/** Every AWS service over TLS, as far as its first request: it hears it and answers with nothing. */
export async function startEndpoint(folder: string): Promise<Endpoint> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', key, '-out', cert];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-days', '2', ...subject, ...files], {
    stdio: 'pipe',
  });
  let heard: (arrival: Arrival) => void = () => undefined;
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    ({ headers, method, url }, response) => {
      const isSigned = /^AWS4-HMAC-SHA256 /.test(headers.authorization ?? '');
      const target = String(headers['x-amz-target'] ?? `${method} ${url?.split('?')[0]}`);
      heard({ at: performance.now(), isSigned, target });
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificate: cert,
    next: () =>
      new Promise((resolve) => {
        heard = resolve;
      }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

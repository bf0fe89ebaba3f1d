import { execFile } from 'node:child_process';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundling } from '../../lib/constructs/app-function';
import { startHttp } from './http-server';

const root = join(__dirname, '..', '..');

/** Bundles a program as the functions are bundled; it imports as from the root of the repository. */
export function bundle(source: string, file: string): void {
  buildSync({
    absWorkingDir: root,
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: bundling.format,
    minify: bundling.minify,
    mainFields: bundling.mainFields,
    alias: Object.fromEntries(bundling.esbuildArgs['--alias'].map((alias) => alias.split('='))),
    logLevel: 'silent',
  });
}

export interface Ran {
  readonly code: number;
  /** On the standard error. */
  readonly said: string;
  /** What reached the service that answers with this body. */
  readonly requests: readonly IncomingHttpHeaders[];
}

/** Runs a bundle with nothing in its environment but this, and a service of AWS. */
export async function runBundle(
  file: string,
  env: Readonly<Record<string, string>>,
  body = '{}',
): Promise<Ran> {
  const requests: IncomingHttpHeaders[] = [];
  const server = await startHttp((request, _, response) => {
    requests.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  });
  const all = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL: server.endpoint, ...env };
  const ended = await new Promise<Omit<Ran, 'requests'>>((resolve) => {
    execFile(process.execPath, [file], { env: all }, (error, _, said) =>
      resolve({ code: Number(error?.code ?? 0), said }),
    );
  });
  await server.stop();
  return { ...ended, requests };
}

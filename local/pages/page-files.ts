import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { HttpAnswer } from '../http/gateway-answer';

const folder = join(__dirname, 'assets');

/** Pages by path; what they need lies below `/_local/pages/`. */
const pages: Readonly<Record<string, string>> = { '/': 'stage.html', '/docs': 'docs.html' };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
};

/** Nothing but the stage's own files and answers, and in nobody's frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const isPage = (path: string): boolean => Object.hasOwn(pages, path);

/** @param path of the request. @returns undefined where no file is */
export async function pageFile(path: string): Promise<HttpAnswer | undefined> {
  const [, asset] = /^\/_local\/pages\/([a-z-]+\.(?:mjs|css))$/.exec(path) ?? [];
  const file = pages[path] ?? asset;
  if (file === undefined) return undefined;
  try {
    return { status: 200, headers: headersOf(file), body: await readFile(join(folder, file)) };
  } catch {
    return undefined;
  }
}

const headersOf = (file: string) => ({
  'Content-Type': types[extname(file)] ?? 'application/octet-stream',
  'Content-Security-Policy': policy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  // The files change with the checkout, under the same names.
  'Cache-Control': 'no-cache',
});

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { startLedger } from '../../test/support/ledger';

/**
 * `npm run bench:list`: a list of a million lines, 37 of them bad, as list-calls takes it in: streamed from S3's
 * protocol, cut into chunks, stored over DynamoDB's. The lister runs in a process of its own, whose peak memory is
 * what the function's would be. Ends with status 1 unless every call and every bad line is accounted for in 512 MB.
 */
const lines = 1_000_000;
const badEvery = 27_000;
const most = 512 * 1024 ** 2;

const isBad = (line: number) => line % badEvery === 0;

/** IDs of 19 digits, in no order, each once. */
const callIdAt = (line: number) =>
  String(7_000_000_000_000_000_000n + ((BigInt(line) * 387_420_489n) % 1_000_000_007n));

function* listText(): Generator<string> {
  let part = '';
  for (let line = 1; line <= lines; line++) {
    part += isBad(line) ? `bad line ${line}\n` : `${callIdAt(line)}\n`;
    if (part.length < 64_000) continue;
    yield part;
    part = '';
  }
  yield part;
}

async function main(): Promise<void> {
  const ledger = await startLedger();
  let report = '';
  const s3 = createServer((request, response) => {
    if (request.method === 'GET') Readable.from(listText()).pipe(response.setHeader('ETag', '"e"'));
    else {
      request.on('data', (part) => {
        report += part;
      });
      request.on('end', () => response.end());
    }
  });
  await new Promise<void>((resolve) => s3.listen(0, '127.0.0.1', () => resolve()));
  const { port } = s3.address() as AddressInfo;
  const started = Date.now();
  const found = await runLister({
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_ENDPOINT_URL_DYNAMODB: ledger.url,
    TABLE_NAME: ledger.tableName,
  });
  const seconds = (Date.now() - started) / 1_000;
  const audit = await ledger.audits.audit(found.auditId);
  const { badLines, bad, requested } = JSON.parse(report);
  const badNumbers = bad.map(({ line }: { line: number }) => line);
  console.log(`lines ${lines}, calls ${audit?.requested}, chunks ${audit?.chunks}`);
  console.log(`bad lines ${badLines}: ${badNumbers.slice(0, 5).join(', ')}, …`);
  console.log(
    `${seconds.toFixed(1)} s, peak memory ${(found.peakBytes / 1024 ** 2).toFixed(0)} MB`,
  );
  const expectedBad = Array.from({ length: lines / badEvery }, (_, n) => (n + 1) * badEvery);
  const isRight =
    JSON.stringify(badNumbers) === JSON.stringify(expectedBad) &&
    requested === lines - expectedBad.length &&
    audit?.requested === requested &&
    found.peakBytes < most;
  s3.closeAllConnections();
  s3.close();
  await ledger.stop();
  process.exit(isRight ? 0 : 1);
}

function runLister(env: Record<string, string>): Promise<{ auditId: string; peakBytes: number }> {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=400', '--import', 'tsx', 'bench/list/lister.ts'],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (part) => {
    said += part;
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(said));
      else reject(new Error(`the lister ended with status ${code}`));
    });
  });
}

void main();

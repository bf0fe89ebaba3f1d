import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newGongKeys, triggersContext } from '../test/flow/setup';
import { run, start } from './running';

const tool = join('.venv', 'bin', 'schemathesis');
const examples = process.env.FUZZ_EXAMPLES ?? '20';
const seed = process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000);

/**
 * Asks every route of the local stage by its own OpenAPI document, with good and bad requests, and looks at what comes
 * back: no 5xx, no status, content type or body that the document does not name.
 */
async function main(): Promise<void> {
  if (!existsSync(tool)) {
    throw new Error('schemathesis is not there: pip install -r scripts/requirements.txt in .venv');
  }
  const limits = ['--gong-rps', '100', '--gong-daily', '1000000'];
  const context = Object.entries(triggersContext(newGongKeys().publicKey));
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-audit-'));
  const stage = await start(
    process.execPath,
    ['--import', 'tsx', 'local/main.ts', '--port', '0', ...limits].concat(
      context.flatMap(([name, value]) => ['--context', `${name}=${value}`]),
    ),
    process.env,
    /Ready:\s+(http:\S+)/,
  );
  try {
    const url = stage.said[1] ?? '';
    const document = join(folder, 'openapi.json');
    writeFileSync(document, JSON.stringify(withoutSignatures(await documentOf(url))));
    process.stdout.write(`seed ${seed}\n`);
    await run(
      tool,
      [
        ...['run', document, '--url', url],
        ...['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', examples],
        ...['--checks', checks.join(','), '--seed', seed, '--workers', '1'],
        // What the stage takes before it answers 429.
        ...['--rate-limit', '90/s', '--request-timeout', '40', '--no-color'],
      ],
      process.env,
    );
  } finally {
    await stage.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Document {
  readonly security?: unknown;
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

async function documentOf(url: string): Promise<Document> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document;
}

/** The stage is open: to a route that should be signed it answers without. */
function withoutSignatures({ security: _, paths, ...rest }: Document): Document {
  const open = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, security: [] },
      ]),
    ),
  ]);
  return { ...rest, paths: Object.fromEntries(open) };
}

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
];

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newGongKeys, triggersContext } from '../../test/flow/setup';
import { run, start } from '../running';
import { type Document, documentOf, statusesOf, withoutSignatures } from './document';
import { Witness } from './witness';

const tool = join('.venv', 'bin', 'schemathesis');
const config = join(__dirname, 'schemathesis.toml');
const examples = process.env.FUZZ_EXAMPLES ?? '30';
const seed = process.env.FUZZ_SEED ?? String(Date.now() % 1_000_000);
/** What schemathesis looks at: no 5xx, and nothing that the document does not name. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
];

/**
 * Asks every route of the local stage by its own OpenAPI document, with good and bad requests, and looks at what comes
 * back; then says which statuses each route gave. FUZZ_SEED repeats a run, FUZZ_EXAMPLES makes it longer.
 */
async function main(): Promise<void> {
  if (!existsSync(tool)) {
    throw new Error('schemathesis is not there: pip install -r scripts/requirements.txt in .venv');
  }
  const keys = newGongKeys();
  const context = triggersContext(keys.publicKey);
  const stage = await start(
    process.execPath,
    [
      '--import',
      'tsx',
      'local/main.ts',
      '--port',
      '0',
      '--gong-rps',
      '100',
      '--gong-daily',
      '1000000',
    ].concat(Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`])),
    process.env,
    /Ready:\s+(http:\S+)/,
  );
  try {
    const url = stage.said[1] ?? '';
    const document = await documentOf(url);
    const webhook = {
      path: '/webhooks/gong',
      address: context.webhookUrl ?? '',
      key: keys.privateKey,
    };
    const witness = new Witness({ url, paths: Object.keys(document.paths), webhook });
    const watched = await witness.start();
    await controlAnAudit(watched);
    const failed = await fuzz(watched, document).then(
      () => [],
      (error: Error) => [error.message],
    );
    witness.stop();
    const problems = [...failed, ...routesNotHeld(document, witness)];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    await stage.stop();
  }
}

/** What the fuzzer comes to by chance only: an audit that still runs when it is controlled, and two that have ended. */
async function controlAnAudit(url: string): Promise<void> {
  const callIds = Array.from({ length: 50_000 }, (_, n) => String(n));
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ callIds });
  const accepted = await fetch(`${url}/audits`, { method: 'POST', headers, body });
  const { auditId } = (await accepted.json()) as { auditId: string };
  for (const verb of ['pause', 'resume', 'cancel']) {
    await fetch(`${url}/audits/${auditId}/${verb}`, { method: 'POST' });
  }
  await fetch(`${url}/audits/${auditId}/compare?with=${auditId}`);
}

async function fuzz(url: string, document: Document): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gong-access-audit-'));
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(withoutSignatures(document)));
  process.stdout.write(`seed ${seed}\n`);
  const options = [
    ...['--phases', 'examples,coverage,fuzzing,stateful', '--max-examples', examples],
    ...['--checks', checks.join(','), '--seed', seed, '--workers', '1'],
    // What the stage takes before it answers 429.
    ...['--rate-limit', '90/s', '--request-timeout', '40', '--no-color'],
  ];
  try {
    await run(tool, ['--config-file', config, 'run', file, '--url', url, ...options], process.env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints what each route answered. @returns what no route may do: succeed never, fail, or surprise */
function routesNotHeld(document: Document, { seen }: Witness): string[] {
  return [...statusesOf(document)].flatMap(([route, documented]) => {
    const counts = [...(seen.get(route) ?? [])].sort(([a], [b]) => a - b);
    const told = counts.map(([status, count]) => `${status}: ${count}`).join(', ');
    process.stdout.write(`${route.padEnd(40)} ${told}\n`);
    const statuses = counts.map(([status]) => status);
    return [
      ...(statuses.some((status) => status < 300) ? [] : [`${route} never succeeded`]),
      ...statuses.filter((status) => status >= 500).map((status) => `${route} answered ${status}`),
      ...statuses
        .filter((status) => !documented.includes(`${status}`))
        .map((status) => `${route} answered ${status}, which the document does not name`),
    ];
  });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

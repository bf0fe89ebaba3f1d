import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..', '..');

/** File, import, and whether the layer rules in biome.json let it pass. */
const imports: [file: string, module: string, allowed: boolean][] = [
  ['lambdas/domain', './ports', true],
  ['lambdas/domain', 'valibot', true],
  ['lambdas/domain', 'node:crypto', true],
  ['lambdas/domain', '@aws-sdk/client-sqs', false],
  ['lambdas/domain', '@smithy/node-http-handler', false],
  ['lambdas/domain', 'aws-lambda', false],
  ['lambdas/domain', 'node:fs', false],
  ['lambdas/domain', '../adapters/gong/client', false],
  ['lambdas/domain', '../runtime/env', false],
  ['lambdas/adapters/gong', '../../domain/ports', true],
  ['lambdas/adapters/gong', '../backoff', true],
  ['lambdas/adapters/gong', '@aws-sdk/client-sqs', true],
  ['lambdas/adapters/gong', '../../runtime/http', false],
  ['lambdas/adapters/gong', '../../check-access/handler', false],
  ['lambdas/adapters/gong', '../../api/route', false],
  ['lambdas/sweep', '../adapters/sqs/chunk-queue', true],
  ['lambdas/adapters/s3', '../../list-calls/handler', false],
  ['lambdas/sweep', 'aws-cdk-lib', false],
  ['lambdas/list-calls', 'aws-cdk-lib', false],
  ['lambdas/receive-webhook', '../../lib/index', false],
  ['lambdas/sweep', '../../lib/index', false],
  ['lib/functions', '../../lambdas/sweep/env', true],
  ['lib/functions', '../../lambdas/runtime/env', true],
  ['lib/functions', '../../lambdas/domain/chunk-message', true],
  ['lib/functions', '../../lambdas/domain/event-schemas', true],
  ['lib/functions', '../../lambdas/runtime/metrics', false],
  ['lib/functions', '../../lambdas/domain/ports', false],
  ['lib/functions', '../../local/stage', false],
  ['bin', '../lambdas/sweep/handler', false],
];

const fileOf = (folder: string, at: number) => `${folder}/import-${at}.ts`;

/** The files in which Biome finds an import that the layers forbid. */
function refused(folder: string): Set<string> {
  imports.forEach(([layer, module], at) => {
    const file = join(folder, fileOf(layer, at));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { x } from '${module}';\n\nx();\n`);
  });
  copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  const biome = join(root, 'node_modules', '.bin', 'biome');
  const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--reporter=github'];
  const { stdout } = spawnSync(biome, ['lint', ...options, '.'], { cwd: folder, encoding: 'utf8' });
  const found = stdout.matchAll(/title=lint\/style\/noRestrictedImports,file=([^,]+)/g);
  return new Set([...found].map(([, file = '']) => relative(folder, file)));
}

describe('the layer rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const found = refused(folder);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(imports.map(([layer, module, allowed], at) => [layer, module, allowed, at] as const))(
    '%s importing %s: %s',
    (layer, _, allowed, at) => {
      expect(found.has(fileOf(layer, at))).toBe(!allowed);
    },
  );
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Template } from './resolve';

/** One synthesised stack: its template, and where its assets lie. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Absolute folder of an asset by the key under which a deployment would upload it. */
  assetFolder(objectKey: string): string | undefined;
}

const manifestSchema = v.object({
  artifacts: v.record(
    v.string(),
    v.object({
      type: v.string(),
      properties: v.optional(v.looseObject({ templateFile: v.optional(v.string()) })),
    }),
  ),
});

const assetsSchema = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.looseObject({ path: v.optional(v.string()) }),
      destinations: v.record(v.string(), v.looseObject({ objectKey: v.string() })),
    }),
  ),
});

const templateSchema = v.looseObject({
  Parameters: v.optional(v.record(v.string(), v.looseObject({ Default: v.optional(v.unknown()) }))),
  Resources: v.record(
    v.string(),
    v.looseObject({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown())) }),
  ),
  Outputs: v.optional(v.record(v.string(), v.looseObject({ Value: v.optional(v.unknown()) }))),
});

/**
 * Reads what `cdk synth` wrote.
 * @throws Error unless there is exactly one stack
 */
export function readAssembly(folder: string): Assembly {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const { artifacts } = v.parse(manifestSchema, read('manifest.json'));
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    const names = stacks.map(([name]) => name).join(', ') || 'none';
    throw new Error(`the local stage runs an app of one stack; this one has: ${names}`);
  }
  const [stackName, artifact] = stack;
  const templateFile = artifact.properties?.templateFile ?? `${stackName}.template.json`;
  const folders = assetFolders(folder, v.parse(assetsSchema, read(`${stackName}.assets.json`)));
  return {
    stackName,
    template: v.parse(templateSchema, read(templateFile)) as Template,
    assetFolder: (objectKey) => folders.get(objectKey),
  };
}

function assetFolders(folder: string, assets: v.InferOutput<typeof assetsSchema>) {
  const folders = new Map<string, string>();
  for (const { source, destinations } of Object.values(assets.files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path !== undefined) folders.set(objectKey, join(folder, source.path));
    }
  }
  return folders;
}

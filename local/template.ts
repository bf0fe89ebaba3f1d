import * as v from 'valibot';
import type { Assembly } from './assembly';
import { readApi } from './http/read-api';
import { localIdentities } from './identities';
import type { StageModel } from './model';
import { readData } from './read-data';
import { readEvents } from './read-events';
import { readFunctions } from './read-functions';
import { readOutputs } from './read-outputs';
import { type Resolve, resolver, type TemplateResource } from './resolve';
import { withoutEffect } from './without-effect';

/** A resource whose properties can be read: resolved, and checked by a schema. */
export interface Readable {
  readonly id: string;
  readonly type: string;
  /** `Ref` of the resource. */
  readonly ref: string;
  attribute(name: string): string;
  /** @throws Unresolvable, or an Error naming the property that is missing or not understood */
  read<const S extends v.ObjectEntries>(entries: S): v.InferOutput<v.ObjectSchema<S, undefined>>;
}

/** Resources by type, in the order of the template. */
export type PickByType = (...types: string[]) => Readable[];

/**
 * Reads a synthesised stack into what the local stage runs.
 * @throws Unresolvable for a value without a local counterpart; Error for a resource type that is neither
 *   run nor known to be without effect here
 */
export function readModel(assembly: Assembly, sqsUrl: string): StageModel {
  const { template } = assembly;
  const resolve = resolver(template, localIdentities(sqsUrl, assembly.stackName));
  const taken = new Set<string>();
  const pick: PickByType = (...types) => {
    for (const type of types) taken.add(type);
    return Object.entries(template.Resources)
      .filter(([, resource]) => types.includes(resource.Type))
      .map(([id, resource]) => readable(id, resource, resolve));
  };
  const model = {
    ...readFunctions(pick, assembly.assetFolder),
    ...readData(pick),
    ...readEvents(pick),
    api: readApi(pick),
    outputs: readOutputs(template, resolve),
  };
  return { ...model, ignored: withoutEffect(template, taken) };
}

function readable(id: string, resource: TemplateResource, resolve: Resolve): Readable {
  const properties = resource.Properties ?? {};
  return {
    id,
    type: resource.Type,
    // On demand: some types, such as a method, have no reference that anyone could use.
    get ref() {
      return String(resolve({ Ref: id }, id));
    },
    attribute: (name) => String(resolve({ 'Fn::GetAtt': [id, name] }, id)),
    read: (entries) => {
      const wanted = Object.keys(entries).filter((key) => properties[key] !== undefined);
      const resolved = wanted.map((key) => [key, resolve(properties[key], `${id}.${key}`)]);
      const parsed = v.safeParse(v.object(entries), Object.fromEntries(resolved));
      if (parsed.success) return parsed.output;
      const issue = parsed.issues[0];
      const place = [id, v.getDotPath(issue)].filter(Boolean).join('.');
      throw new Error(`the local stage does not understand ${place}: ${issue.message}`);
    },
  };
}

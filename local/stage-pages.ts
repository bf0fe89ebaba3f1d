import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Engine } from './engine';
import type { StageModel } from './model';
import type { OwnPages } from './own-pages';
import { standInControl } from './pages/stand-in-controls';
import type { Phases } from './phases';
import { queueDepth } from './services/queues';

export interface PageParts {
  readonly model: StageModel;
  readonly engine: Engine;
  readonly sqs: SQSClient;
  readonly gong: { readonly kind: string; readonly url: string };
  readonly phases: Phases;
  /** Of the HTTP API, once it is served. */
  readonly apiUrl: () => string;
}

/** What the stage tells of itself. */
export function stagePages({ model, engine, sqs, gong, phases, apiUrl }: PageParts): OwnPages {
  const startedAt = Date.now();
  const depths = () => Promise.all(model.queues.map((queue) => queueDepth(sqs, queue)));
  return {
    status: async () => ({
      node: process.version,
      upSeconds: Math.round((Date.now() - startedAt) / 1000),
      startMilliseconds: phases.taken,
      gong,
      functions: engine.functions.status(),
      queues: await depths(),
      buckets: model.buckets.map(({ name }) => name),
      tables: model.tables.map(({ name }) => name),
      rules: model.rules.map(({ name, bus }) => ({ name, bus })),
      schedules: model.schedules.map(({ name, expression }) => ({ name, expression })),
      routes: model.api?.routes.map(({ method, path }) => `${method} ${path}`) ?? [],
      ignoredResourceTypes: model.ignored,
    }),
    queues: async () => ({ queues: await depths() }),
    outputs: () => ({ ...model.outputs, ApiUrl: apiUrl() }),
    events: (after) => ({ events: engine.buses.events(after) }),
    tasks: () => ({ tasks: engine.tasks.answers() }),
    standIn: (request) => standInControl(gong, request),
    fire: (schedule, at) => engine.schedules.fire(schedule, at),
  };
}

import { readAssembly } from '../../../local/assembly';
import { Closing } from '../../../local/closing';
import type { StageModel } from '../../../local/model';
import { Phases } from '../../../local/phases';
import { prepare } from '../../../local/prepare';
import { readModel } from '../../../local/template';

/** What all scenes share: the synthesised app with its bundles, DynamoDB and SQS. */
export interface Site {
  readonly bootstrap: string;
  readonly dynamodbUrl: string;
  readonly sqsUrl: string;
  /** The template, with names of its own for each scene. */
  model(scene: number): StageModel;
  readonly template: Readonly<Record<string, TemplateResource>>;
  close(): Promise<void>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Requests a second that the functions pace themselves to, and the stand-in for Gong allows. */
export const requestsPerSecond = 40;
export const requestsPerDay = 100_000;

/** @throws Error if the app cannot be synthesised, or a service does not start */
export async function openSite(): Promise<Site> {
  const closing = new Closing();
  const options = {
    // The stand-ins for Gong are the scenes' own.
    gongRequestsPerSecond: requestsPerSecond,
    gongRequestsPerDay: requestsPerDay,
    context: { nightlyDays: '1', dailyAudit: 'true' },
  };
  const parts = { options, gong: 'given', closing, phases: new Phases() } as const;
  const onDeath = (reason: string) => process.stderr.write(`${reason}\n`);
  try {
    const { assembly, bootstrap, dynamodbUrl, sqsUrl } = await prepare({ ...parts, onDeath });
    const read = readAssembly(assembly);
    const model = readModel(read, sqsUrl);
    return {
      bootstrap,
      dynamodbUrl,
      sqsUrl,
      model: (scene) => renamed(model, scene),
      template: read.template.Resources,
      close: () => closing.run(),
    };
  } catch (error) {
    await closing.run();
    throw error;
  }
}

/** Tables and queues of a scene are its own; the rest runs in its own servers anyway. */
function renamed(model: StageModel, scene: number): StageModel {
  const names = [...model.tables, ...model.queues].map(({ name }) => name);
  const text = names.reduce(
    (json, name) => json.replaceAll(name, `${name}-${scene}`),
    JSON.stringify(model),
  );
  return JSON.parse(text) as StageModel;
}

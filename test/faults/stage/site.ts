import { generateKeyPairSync } from 'node:crypto';
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
  readonly webhook: WebhookSetup;
  close(): Promise<void>;
}

/** What Gong would sign its webhooks with, and for which address. */
export interface WebhookSetup {
  readonly url: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** Seconds from an announcement to the audit of its call. */
  readonly delay: number;
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
  const { webhook, publicKey } = newWebhook();
  const options = {
    // The stand-ins for Gong are the scenes' own.
    gongRequestsPerSecond: requestsPerSecond,
    gongRequestsPerDay: requestsPerDay,
    context: {
      nightlyDays: '1',
      dailyAudit: 'true',
      webhookPublicKey: publicKey,
      webhookUrl: webhook.url,
      webhookDelaySeconds: String(webhook.delay),
      webhookAgainDays: '0',
    },
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
      webhook,
      close: () => closing.run(),
    };
  } catch (error) {
    await closing.run();
    throw error;
  }
}

function newWebhook(): { webhook: WebhookSetup; publicKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    webhook: {
      url: 'https://hooks.example.com/webhooks/gong',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      delay: 60,
    },
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
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

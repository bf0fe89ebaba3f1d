import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { env } from '../../lambdas/receive-webhook/env';
import { AppFunction } from '../constructs/app-function';
import type { Platform } from './platform';

/** Gong's webhook: an automation rule that fires one with "Signed JWT header". */
export interface GongWebhook {
  /** The public key as Gong's page shows it: base64 without PEM lines. */
  readonly publicKey: string;
  /**
   * The address that the webhook was set up with.
   * @default - the address of the API under which the request came
   */
  readonly url?: string;
  /**
   * How long after Gong's announcement the call is audited.
   * @default Duration.minutes(15)
   */
  readonly delay?: Duration;
  /**
   * How long after that it is audited again; `Duration.days(0)`: it is not.
   * @default Duration.days(7)
   */
  readonly again?: Duration;
}

/** Notes the calls that Gong announces. Anybody may call it: it can do no more than that. */
export function receiveWebhookFunction(
  scope: Construct,
  { table, logRetention, keeping }: Platform,
  { publicKey, url, delay, again }: GongWebhook,
) {
  const fn = new AppFunction(scope, 'ReceiveWebhook', {
    name: 'receive-webhook',
    description: "Takes Gong's webhook in: notes the call to be audited",
    schema: env,
    environment: {
      ...table.environment,
      WEBHOOK_PUBLIC_KEY: publicKey,
      WEBHOOK_URL: url ?? 'request',
      WEBHOOK_DELAY_SECONDS: String((delay ?? Duration.minutes(15)).toSeconds()),
      WEBHOOK_AGAIN_SECONDS: String((again ?? Duration.days(7)).toSeconds()),
    },
    memorySize: 256,
    timeout: Duration.seconds(10),
    logRetention,
    keeping,
  });
  table.grantNoting(fn);
  return fn;
}

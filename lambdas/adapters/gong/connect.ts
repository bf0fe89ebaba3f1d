import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { BreakerOpened } from '../../domain/pace-pacer';
import type { Clock, Gong } from '../../domain/ports';
import type { CallLister } from '../../domain/trigger-ports';
import { type PaceEnv, paceConfigOf } from '../dynamodb/pace-config';
import { SharedPacer } from '../dynamodb/pace-pacer';
import { DynamoPaceStore } from '../dynamodb/pace-store';
import { SecretCredentials, secretsClient } from '../secrets/gong-credentials';
import { gongSubsegments } from '../xray/gong-subsegments';
import type { GongHosts } from './base-url';
import { GongCallLister } from './call-lister';
import { GongClient } from './client';
import type { ExchangeParts } from './exchange';

interface GongEnv extends PaceEnv {
  readonly TABLE_NAME: string;
  readonly GONG_SECRET_ARN: string;
  readonly GONG_HOSTS: GongHosts;
}

export interface GongConnection {
  readonly env: GongEnv;
  readonly dynamo: DynamoDBDocumentClient;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Called once for each time that the breaker opens, by the function whose request opened it. */
  readonly onBreakerOpened: (opened: BreakerOpened) => Promise<void>;
  /** Hears when the version of the secret that is in use was made, milliseconds since 1970. */
  readonly onSecretRead?: (createdAt: number) => void;
}

/** Gong for a function: paced by the ledger's item, with the secret's credentials. One per process. */
export const connectGong = (connection: GongConnection): Gong =>
  new GongClient(exchangeParts(connection));

/** Gong's listing of calls, in the same way. */
export const connectCallLister = (connection: GongConnection): CallLister =>
  new GongCallLister(exchangeParts(connection));

function exchangeParts({ env, dynamo, onSecretRead, ...parts }: GongConnection): ExchangeParts {
  const store = new DynamoPaceStore(dynamo, env.TABLE_NAME);
  const pacer = new SharedPacer({ ...parts, store, config: paceConfigOf(env) });
  const credentials = new SecretCredentials({
    client: secretsClient(),
    secretArn: env.GONG_SECRET_ARN,
    hosts: env.GONG_HOSTS,
    clock: parts.clock,
    ...(onSecretRead && { onRead: onSecretRead }),
  });
  return { pacer, credentials, onSent: gongSubsegments(), ...parts };
}

import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoDueCallStore } from '../adapters/dynamodb/due-call-store';
import { DynamoReplayStore } from '../adapters/dynamodb/replay-store';
import { Table } from '../adapters/dynamodb/table';
import { readEnv } from '../runtime/env';
import type { Tools } from '../runtime/tools';
import type { ReceiveHandlerDeps } from './create-handler';
import { env as schema } from './env';
import { importGongKey } from './verify';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock }: Tools): ReceiveHandlerDeps {
  const env = readEnv(schema);
  const table = new Table(dynamoClient(), env.TABLE_NAME);
  const { WEBHOOK_DELAY_SECONDS: delay, WEBHOOK_AGAIN_SECONDS: again } = env;
  const key = importGongKey(env.WEBHOOK_PUBLIC_KEY);
  // A key that is none shows with the first webhook; the start must not end the process.
  key.catch(() => undefined);
  return {
    key,
    url: env.WEBHOOK_URL,
    replays: new DynamoReplayStore(table),
    dueCalls: new DynamoDueCallStore(table),
    delays: [delay, ...(again > 0 ? [delay + again] : [])].map((seconds) => seconds * 1_000),
    clock,
  };
}

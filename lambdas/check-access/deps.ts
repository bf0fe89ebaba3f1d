import { randomUUID } from 'node:crypto';
import { DynamoCallStore } from '../adapters/dynamodb/call-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../adapters/dynamodb/evidence-store';
import { retentionOf } from '../adapters/dynamodb/retention';
import { Table } from '../adapters/dynamodb/table';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { connectGong } from '../adapters/gong/connect';
import type { CheckAccessDeps } from '../domain/check-access';
import { credentialsRejectedEvent } from '../domain/pace-event';
import { readEnv } from '../runtime/env';
import { gaugeSecretAge, meteredBus, meteredGong } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): CheckAccessDeps {
  const env = readEnv(schema);
  const dynamo = dynamoClient();
  const table = new Table(dynamo, env.TABLE_NAME);
  const retention = retentionOf(env);
  const events = meteredBus(new EventBridgeBus(eventBridgeClient(), env.EVENT_BUS_NAME), meter);
  const gong = connectGong({
    env,
    dynamo,
    clock,
    random: Math.random,
    onBreakerOpened: (opened) => events.publish([credentialsRejectedEvent(opened)]),
    onSecretRead: gaugeSecretAge({ meter, clock }),
  });
  return {
    calls: new DynamoCallStore(table, retention),
    evidence: new DynamoEvidenceStore(table, retention),
    events,
    gong: meteredGong(gong, meter),
    clock,
    newId: randomUUID,
  };
}

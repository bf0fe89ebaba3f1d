import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { DynamoCallStore } from '../adapters/dynamodb/call-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../adapters/dynamodb/evidence-store';
import { retentionOf } from '../adapters/dynamodb/retention';
import { Table } from '../adapters/dynamodb/table';
import { eventBridgeClient } from '../adapters/eventbridge/client';
import { EventBridgeBus } from '../adapters/eventbridge/event-bus';
import { connectGong } from '../adapters/gong/connect';
import { AnswerCount } from '../domain/outage';
import { credentialsRejectedEvent } from '../domain/pace-event';
import { readEnv } from '../runtime/env';
import { gaugeSecretAge, meteredBus, meteredGong } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import type { RunChunkHandlerDeps } from './create-handler';
import { env as schema } from './env';

/**
 * How long a chunk waits for others to write their users' postings together, a fifth of a first audit's writes: at a low
 * rate longer, or there would be no others. Much less than the time that is kept free for a chunk's writes.
 */
const gatherPostingsMs = (requestsPerSecond: number): number =>
  Math.min(2_000, Math.max(500, 6_000 / requestsPerSecond));

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps({ clock, meter }: Tools): RunChunkHandlerDeps {
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
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table, {
      gatherPostingsMs: gatherPostingsMs(env.GONG_REQUESTS_PER_SECOND),
      ...retention,
    }),
    evidence: new DynamoEvidenceStore(table, retention),
    events,
    gong: new AnswerCount(meteredGong(gong, meter)),
    mostReceives: env.QUEUE_MOST_RECEIVES,
    inFlight: env.CHUNKS_IN_FLIGHT,
    clock,
  };
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoAuditStore } from '../../lambdas/adapters/dynamodb/audit-store';
import { DynamoCallIndex } from '../../lambdas/adapters/dynamodb/call-index';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { inParallel } from '../../lambdas/domain/in-parallel';
import { AnswerCount } from '../../lambdas/domain/outage';
import { requestAudit } from '../../lambdas/domain/request-audit';
import { runChunk } from '../../lambdas/domain/run-chunk';
import { Meter, type Usage } from './meter';
import type { Organisation } from './organisation';

const tableName = 'ledger';
/** As in the fed function. */
const chunksAtOnce = 8;
const gatherPostingsMs = 500;

/** A ledger on a DynamoDB in a process of its own, whose every request is metered. */
export async function startStage(organisation: Organisation) {
  const dynamo = fork(join(__dirname, 'dynamo.ts'));
  const [url] = await once(dynamo, 'message');
  const region = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_DYNAMODB: String(url) };
  Object.assign(process.env, region, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
  const client = dynamoClient();
  await client.send(new CreateTableCommand(tableInput));
  const meter = new Meter(client);
  const table = new Table(client, tableName);
  const deps = {
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table, { gatherPostingsMs }),
    evidence: new DynamoEvidenceStore(table),
    gong: new AnswerCount(organisation),
    events: { publish: async () => undefined },
    queue: { send: async () => undefined, depth: async () => 0 },
    clock: Date.now,
    requestsPerSecond: 3,
  };
  return {
    audit: async (auditId: string) => {
      meter.reset();
      const start = Date.now();
      const cpu = process.cpuUsage();
      const { callIds } = organisation;
      const request = { callIds, priority: 'bulk', requestedBy: 'bench' } as const;
      const audit = await requestAudit({ ...deps, newId: () => auditId }, request);
      const chunks = Array.from({ length: audit.chunks }, (_, chunk) => chunk);
      await inParallel(chunksAtOnce, chunks, (chunk) =>
        runChunk(
          deps,
          { schemaVersion: 1, auditId, chunk },
          { deadline: Date.now() + 60_000, isRepeat: false, isLast: false },
        ),
      );
      const usage: Usage = meter.total();
      const seconds = (Date.now() - start) / 1_000;
      const { user, system } = process.cpuUsage(cpu);
      const cpuSeconds = (user + system) / 1_000_000;
      return { usage, byKind: new Map(meter.byKind), seconds, cpuSeconds };
    },
    /** What reading takes. */
    read: async <T>(work: (ledger: ReadLedger) => Promise<T>) => {
      meter.reset();
      const value = await work({ ...deps, index: new DynamoCallIndex(table) });
      return { value, usage: meter.total() };
    },
    stop: async () => {
      client.destroy();
      dynamo.kill();
    },
  };
}

interface ReadLedger {
  readonly audits: DynamoAuditStore;
  readonly calls: DynamoCallStore;
  readonly evidence: DynamoEvidenceStore;
  readonly index: DynamoCallIndex;
}

const tableInput = {
  TableName: tableName,
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: 'sk', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' as const },
    { AttributeName: 'sk', AttributeType: 'S' as const },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

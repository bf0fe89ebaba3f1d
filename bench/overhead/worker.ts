import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { SharedPacer } from '../../lambdas/adapters/dynamodb/pace-pacer';
import { DynamoPaceStore } from '../../lambdas/adapters/dynamodb/pace-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { GongClient } from '../../lambdas/adapters/gong/client';
import { GongCredentials } from '../../lambdas/adapters/gong/credentials';
import { createHandler as createCheck } from '../../lambdas/check-access/create-handler';
import { inParallel } from '../../lambdas/domain/in-parallel';
import { AnswerCount } from '../../lambdas/domain/outage';
import type { Gong } from '../../lambdas/domain/ports';
import { cut, requestAudit } from '../../lambdas/domain/request-audit';
import { createHandler as createRun } from '../../lambdas/run-chunk/create-handler';
import type { Tools } from '../../lambdas/runtime/tools';
import { lambdaContext, proxyEvent } from '../../test/support/lambda-events';
import { MemoryLedger } from '../../test/support/memory-ledger';
import { runJob } from '../pace/job';
import { paceTable } from '../pace/table';
import type { OverheadJob, OverheadResult } from './job';

interface Placed extends OverheadJob {
  readonly dynamoUrl: string;
  readonly gongUrl: string;
}

const nothing = () => undefined;
const tools: Tools = {
  log: { info: nothing, warn: nothing, error: nothing },
  meter: { add: nothing, gauge: nothing, flush: nothing },
  clock: Date.now,
};
const events = { publish: async () => undefined };
const queue = { send: async () => undefined, depth: async () => 0 };

async function work(job: Placed): Promise<OverheadResult> {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = job.dynamoUrl;
  const sent: number[] = [];
  const ready = await prepared(job, sent);
  const before = process.cpuUsage();
  const times = await ready();
  const { user, system } = process.cpuUsage(before);
  return { sent, cpuSeconds: (user + system) / 1e6, checked: [], direct: [], ...times };
}

/** Everything up to the work itself. */
async function prepared(job: Placed, sent: number[]): Promise<() => Promise<object>> {
  if (job.kind === 'bare') return () => bareLoop(job, sent);
  const gong = connect(job, sent);
  return job.kind === 'batch' ? batch(job, gong) : () => checks(job, gong);
}

/** run-chunk with one batch of an audit's chunks. The ledger is in memory: an emulated one would be what is measured. */
async function batch({ callIds, inFlight }: Placed, gong: Gong) {
  const ledger = new MemoryLedger().as();
  const shared = { ...ledger, events, queue, clock: Date.now, requestsPerSecond: 50 };
  const { auditId, chunks } = await requestAudit(
    { ...shared, newId: randomUUID },
    { callIds, priority: 'bulk', requestedBy: 'bench' },
  );
  const deps = { ...shared, gong: new AnswerCount(gong), mostReceives: 5, inFlight };
  const handler = createRun(deps, tools);
  const Records = Array.from({ length: chunks }, (_, chunk) => ({
    messageId: `${chunk}`,
    body: JSON.stringify({ schemaVersion: 1, auditId, chunk }),
  }));
  return async () => {
    const { batchItemFailures } = await handler({ Records }, lambdaContext(300_000));
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} chunks failed`);
    return {};
  };
}

/** check-access one call at a time, each beside a request that goes straight to Gong. The ledger is over the wire. */
async function checks({ callIds, gongUrl }: Placed, gong: Gong) {
  const table = new Table(dynamoClient(), paceTable);
  const stores = { calls: new DynamoCallStore(table), evidence: new DynamoEvidenceStore(table) };
  const handler = createCheck(
    { ...stores, events, gong, clock: Date.now, newId: randomUUID },
    tools,
  );
  const checked: number[] = [];
  const direct: number[] = [];
  for (const callId of callIds) {
    const event = proxyEvent({
      method: 'POST',
      resource: '/v2/calls/users-access',
      body: { filter: { callIds: [callId] } },
    });
    const begun = performance.now();
    const { statusCode } = await handler(event, lambdaContext());
    if (statusCode !== 200) throw new Error(`a check was answered with ${statusCode}`);
    const done = performance.now();
    await ask(gongUrl, [callId]);
    checked.push(done - begun);
    direct.push(performance.now() - done);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { checked, direct };
}

/** Posts as fast as so many in flight may, and throws the answers away. */
async function bareLoop({ gongUrl, callIds, inFlight }: Placed, sent: number[]) {
  await inParallel(inFlight, cut(callIds, 100), async (chunk) => {
    sent.push(Date.now());
    await ask(gongUrl, chunk);
  });
  return {};
}

const agent = new Agent({ keepAlive: true });
const authorization = `Basic ${Buffer.from('stand-in-key:stand-in-secret').toString('base64')}`;

function ask(gongUrl: string, callIds: readonly string[]): Promise<void> {
  const headers = { authorization, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    request(`${gongUrl}/v2/calls/users-access`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', resolve);
    })
      .on('error', reject)
      .end(JSON.stringify({ filter: { callIds } }));
  });
}

function connect({ config, gongUrl }: Placed, sent: number[]): Gong {
  const parts = { clock: Date.now, random: Math.random };
  const store = new DynamoPaceStore(dynamoClient(), paceTable);
  const pacer = new SharedPacer({
    ...parts,
    store,
    config,
    onBreakerOpened: async () => undefined,
  });
  const secret = GongCredentials.basic('1', new URL(gongUrl), 'stand-in-key', 'stand-in-secret');
  const credentials = { current: async () => secret, refresh: async () => secret };
  const client = new GongClient({ ...parts, pacer, credentials });
  return {
    usersAccess: async (...asked) => {
      const answer = await client.usersAccess(...asked);
      sent.push(answer.slot);
      return answer;
    },
  };
}

void runJob(work);

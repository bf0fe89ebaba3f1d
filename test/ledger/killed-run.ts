import { DynamoAuditStore } from '../../lambdas/adapters/dynamodb/audit-store';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { AnswerCount } from '../../lambdas/domain/outage';
import type { GongAnswer } from '../../lambdas/domain/ports';
import { runChunk } from '../../lambdas/domain/run-chunk';

/**
 * A process of its own that runs one chunk with the real stores and kills itself after its n-th write: nothing is
 * tidied up, as when Lambda ends a function. Gong and the bus are the parent's, over HTTP. Arguments: the parent's
 * URL, table, audit, n.
 */
const [url = '', tableName = '', auditId = '', killAfter = ''] = process.argv.slice(2);

let writes = 0;
function written(name: string): void {
  writes += 1;
  if (writes < Number(killAfter)) return;
  process.stdout.write(name, () => process.kill(process.pid, 'SIGKILL'));
}

const client = dynamoClient();
client.middlewareStack.add(
  (next, context) => async (args) => {
    const answer = await next(args);
    const command = context.commandName ?? '';
    if (!/^(Put|Update|BatchWrite)/.test(command)) return answer;
    written(command);
    // The rest of this process must not see an answer that came as it died.
    return writes < Number(killAfter) ? answer : new Promise(() => undefined);
  },
  { step: 'initialize', priority: 'high' },
);

async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as T;
}

const table = new Table(client, tableName);
const deps = {
  audits: new DynamoAuditStore(table),
  calls: new DynamoCallStore(table),
  evidence: new DynamoEvidenceStore(table),
  gong: new AnswerCount({ usersAccess: (callIds) => post<GongAnswer>('/gong', callIds) }),
  events: {
    publish: async (events: readonly unknown[]) => {
      if (events.length === 0) return;
      await post('/events', events);
      written('PutEvents');
    },
  },
  clock: Date.now,
};

runChunk(
  deps,
  { schemaVersion: 1, auditId, chunk: 0 },
  { deadline: Date.now() + 60_000, isRepeat: false, isLast: false },
).then(() => process.exit(0));

import { randomUUID } from 'node:crypto';
import { DynamoAuditStore } from '../../lambdas/adapters/dynamodb/audit-store';
import { dynamoClient } from '../../lambdas/adapters/dynamodb/client';
import { DynamoKnownCalls } from '../../lambdas/adapters/dynamodb/known-calls';
import { DynamoListingStore } from '../../lambdas/adapters/dynamodb/listing-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { S3CallLists } from '../../lambdas/adapters/s3/call-lists';
import { s3Client } from '../../lambdas/adapters/s3/client';
import { listAuditCalls } from '../../lambdas/domain/list-audit-calls';
import { requestListedAudit } from '../../lambdas/domain/request-listed-audit';
import { useLocalAws } from '../../test/support/aws-env';

/** Asks for an audit of the list and lists its calls, as the functions do; tells the most memory that it had. */
async function main(): Promise<void> {
  useLocalAws({});
  const table = new Table(dynamoClient(), process.env.TABLE_NAME ?? '');
  const deps = {
    audits: new DynamoAuditStore(table),
    listings: new DynamoListingStore(table),
    known: new DynamoKnownCalls(table),
    lists: new S3CallLists(s3Client()),
    lister: { page: () => Promise.reject(new Error('no listing is asked for')) },
    listingQueue: { send: async () => undefined },
    queue: { send: async () => undefined, depth: async () => 0 },
    events: { publish: async () => undefined },
    requestsPerSecond: 3,
    clock: Date.now,
    newId: randomUUID,
  };
  const { auditId } = await requestListedAudit(deps, {
    source: { kind: 'list', bucket: 'lists', key: 'million' },
    priority: 'bulk',
    requestedBy: 'bench',
  });
  const end = Date.now() + 300_000;
  await listAuditCalls(deps, auditId, { deadline: end, end, isLast: true });
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ auditId, peakBytes }));
}

main().then(() => process.exit(0));

import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { auditOfEvidence, type Key } from '../../lambdas/adapters/dynamodb/keys';
import { bucketOf } from '../../lambdas/domain/call-ids';
import { newObservations } from '../../lambdas/domain/evidence';
import type { SourcedObservation } from '../../lambdas/domain/rebuild-state';

/** What a pass over the table's keys finds. */
export interface Found {
  /** Evidence of chunks and checks. */
  readonly evidence: readonly Key[];
  /** Slots of late observations, by call. */
  readonly late: ReadonlyMap<string, ReadonlySet<number>>;
  /** Evidence of this ledger goes after a time: some may be gone already. */
  readonly isExpiring: boolean;
}

/** Reads the keys of the whole table, and nothing else of it. */
export async function findEvidence(client: DynamoDBDocumentClient, table: string): Promise<Found> {
  const evidence: Key[] = [];
  const late = new Map<string, Set<number>>();
  let isExpiring = false;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ProjectionExpression: 'pk, sk, expiresAt',
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const { pk, sk, expiresAt } of page.Items ?? []) {
      const key = { pk: String(pk), sk: String(sk) };
      if (isEvidence(key)) {
        evidence.push(key);
        isExpiring ||= expiresAt !== undefined;
      }
      const [kind, callId = '', slot] = key.sk.split('#');
      if (kind === 'LATE') late.set(callId, (late.get(callId) ?? new Set()).add(Number(slot)));
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return { evidence, late, isExpiring };
}

const isEvidence = ({ pk, sk }: Key) =>
  (pk.startsWith('AUDIT#') && sk.startsWith('EVIDENCE#')) ||
  (pk.startsWith('CHECK#') && !sk.startsWith('PART#'));

/** Observations of the calls of some evidence, by bucket. */
export async function observationsOf(
  store: DynamoEvidenceStore,
  key: Key,
): Promise<Map<string, SourcedObservation[]>> {
  const stored = await store.evidence(key);
  const source = { auditId: auditOfEvidence(key), evidence: key };
  const observations = stored ? newObservations(stored.callIds, stored.evidence) : [];
  const byBucket = new Map<string, SourcedObservation[]>();
  for (const observation of observations) {
    const bucket = bucketOf(observation.callId);
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), { observation, source }]);
  }
  return byBucket;
}

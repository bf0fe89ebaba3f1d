import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toStateItem, usersItemsOf } from '../../lambdas/adapters/dynamodb/call-items';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import { allBuckets } from '../../lambdas/domain/call-ids';
import type { CallState } from '../../lambdas/domain/call-state';
import { inParallel } from '../../lambdas/domain/in-parallel';
import {
  isSameState,
  rebuildState,
  type SourcedObservation,
} from '../../lambdas/domain/rebuild-state';
import { type Found, findEvidence, observationsOf } from './observations';
import { statesOf } from './states';

/** Calls by what the comparison of their states with the history found. */
export interface RebuildReport {
  readonly calls: number;
  readonly same: number;
  readonly missing: number;
  readonly different: number;
  /** States of calls that no evidence is about. They are left alone: nothing is ever deleted. */
  readonly unfounded: number;
  /** States written: missing and different ones, if asked for. */
  readonly written: number;
}

/**
 * Computes every call's state from the stored evidence again and compares it with the ledger's; `write` puts the
 * computed one where they differ. Memory holds one bucket at a time, the rest lies in a temporary folder. Nothing else
 * may write to the ledger meanwhile.
 * @throws Error if it is to write and the ledger's evidence has a retention
 */
export async function rebuild(
  client: DynamoDBDocumentClient,
  tableName: string,
  { write }: { write: boolean },
): Promise<RebuildReport> {
  const table = new Table(client, tableName);
  const found = await findEvidence(client, tableName);
  if (write && found.isExpiring) {
    throw new Error('evidence of this ledger expires: what is left does not tell its states');
  }
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
  try {
    await sortIntoBuckets(new DynamoEvidenceStore(table), found, folder);
    let report = { calls: 0, same: 0, missing: 0, different: 0, unfounded: 0, written: 0 };
    for (const bucket of allBuckets()) {
      const states = statesIn(join(folder, bucket), found);
      report = sum(report, await compare(table, bucket, states, write));
    }
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sortIntoBuckets(store: DynamoEvidenceStore, found: Found, folder: string) {
  await inParallel(8, found.evidence, async (key) => {
    for (const [bucket, observed] of await observationsOf(store, key)) {
      const lines = observed.map((one) => `${JSON.stringify(one)}\n`);
      appendFileSync(join(folder, bucket), lines.join(''));
    }
  });
}

function statesIn(file: string, { late }: Found): CallState[] {
  if (!existsSync(file)) return [];
  const byCall = new Map<string, SourcedObservation[]>();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const one: SourcedObservation = JSON.parse(line);
    const { callId } = one.observation;
    byCall.set(callId, [...(byCall.get(callId) ?? []), one]);
  }
  return [...byCall].flatMap(
    ([callId, observed]) => rebuildState(observed, late.get(callId) ?? new Set()) ?? [],
  );
}

async function compare(
  table: Table,
  bucket: string,
  expected: readonly CallState[],
  write: boolean,
): Promise<RebuildReport> {
  const stored = await statesOf(table, bucket);
  const missing = expected.filter(({ callId }) => !stored.has(callId));
  const different = expected.filter((state) => {
    const now = stored.get(state.callId);
    return now && !isSameState(now, state);
  });
  const toWrite = write ? [...missing, ...different] : [];
  await inParallel(8, toWrite, async (state) => {
    for (const item of usersItemsOf(state)) await table.put(item);
    await table.put(toStateItem(state));
  });
  return {
    calls: expected.length,
    same: expected.length - missing.length - different.length,
    missing: missing.length,
    different: different.length,
    unfounded: stored.size + missing.length - expected.length,
    written: toWrite.length,
  };
}

const sum = (a: RebuildReport, b: RebuildReport): RebuildReport => ({
  calls: a.calls + b.calls,
  same: a.same + b.same,
  missing: a.missing + b.missing,
  different: a.different + b.different,
  unfounded: a.unfounded + b.unfounded,
  written: a.written + b.written,
});

import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toStateItem, usersItemsOf } from '../../lambdas/adapters/dynamodb/call-items';
import { DynamoCallStore } from '../../lambdas/adapters/dynamodb/call-store';
import { DynamoEvidenceStore } from '../../lambdas/adapters/dynamodb/evidence-store';
import { Table } from '../../lambdas/adapters/dynamodb/table';
import type { CallState } from '../../lambdas/domain/call-state';
import { inParallel } from '../../lambdas/domain/in-parallel';
import {
  isSameState,
  rebuildState,
  type SourcedObservation,
} from '../../lambdas/domain/rebuild-state';
import { type Found, findEvidence, observationsOf } from './observations';

/** Calls by what the comparison of their states with the history found. */
export interface RebuildReport {
  readonly calls: number;
  readonly same: number;
  readonly missing: number;
  readonly different: number;
  /** States written: missing and different ones, if asked for. */
  readonly written: number;
}

/**
 * Computes every call's state from the stored evidence again and compares it with the ledger's; `write` puts the
 * computed one where they differ. Memory holds one bucket at a time, the rest lies in a temporary folder. Nothing else
 * may write to the ledger meanwhile.
 */
export async function rebuild(
  client: DynamoDBDocumentClient,
  tableName: string,
  { write }: { write: boolean },
): Promise<RebuildReport> {
  const table = new Table(client, tableName);
  const found = await findEvidence(client, tableName);
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
  try {
    await sortIntoBuckets(new DynamoEvidenceStore(table), found, folder);
    let report = { calls: 0, same: 0, missing: 0, different: 0, written: 0 };
    for (const bucket of readdirSync(folder).sort()) {
      const states = statesIn(join(folder, bucket), found);
      report = sum(report, await compare(table, states, write));
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
  expected: readonly CallState[],
  write: boolean,
): Promise<RebuildReport> {
  const stored = await new DynamoCallStore(table).states(
    expected.map(({ callId }) => callId),
    { consistent: true },
  );
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
    written: toWrite.length,
  };
}

const sum = (a: RebuildReport, b: RebuildReport): RebuildReport => ({
  calls: a.calls + b.calls,
  same: a.same + b.same,
  missing: a.missing + b.missing,
  different: a.different + b.different,
  written: a.written + b.written,
});

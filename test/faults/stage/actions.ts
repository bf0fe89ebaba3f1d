import { randomInt } from 'node:crypto';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoAuditStore } from '../../../lambdas/adapters/dynamodb/audit-store';
import { DynamoCallStore } from '../../../lambdas/adapters/dynamodb/call-store';
import { DynamoEvidenceStore } from '../../../lambdas/adapters/dynamodb/evidence-store';
import { Table } from '../../../lambdas/adapters/dynamodb/table';
import { type Audit, hasEnded } from '../../../lambdas/domain/audit';
import { signWebhook } from '../../support/sign-webhook';
import type { Reply } from './http';
import type { Scene } from './scene';

/** Call IDs of 18 digits that no other run uses. */
export function newCallIds(count: number): string[] {
  const prefix = `${randomInt(1_000, 9_999)}${randomInt(100_000, 999_999)}`;
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(8, '0')}`);
}

/** The ledger as its own stores read it, past all wires. */
export function ledgerOf({ dynamodb, model }: Scene) {
  const [only] = model.tables;
  if (!only) throw new Error('the template has no table');
  const table = new Table(DynamoDBDocumentClient.from(dynamodb), only.name);
  return {
    audits: new DynamoAuditStore(table),
    calls: new DynamoCallStore(table),
    evidence: new DynamoEvidenceStore(table),
  };
}

/** Asks for an audit; what was accepted is noted. */
export async function requestAudit(
  scene: Scene,
  callIds: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const reply = await scene.http.post('/audits', { callIds }, { headers });
  const { auditId } = reply.body;
  const isNew = !scene.accepted.some((audit) => audit.auditId === auditId);
  if (reply.status === 202 && typeof auditId === 'string' && isNew) {
    scene.accepted.push({ auditId, callIds: [...new Set(callIds)] });
  }
  return reply;
}

/** Like `requestAudit`, for runs in which it must be accepted. @returns the audit's ID */
export async function acceptedAudit(scene: Scene, callIds: readonly string[]): Promise<string> {
  const { status, text, body } = await requestAudit(scene, callIds);
  if (status !== 202) throw new Error(`POST /audits answered ${status}: ${text}`);
  return String(body.auditId);
}

const day = 86_400_000;

/**
 * Asks for an audit of the calls of one day, which are yet to be listed; only for scenes whose Gong knows all calls.
 * @param number of the day, from 0: each has `callsPerDay` of the stand-in
 */
export async function acceptedListing(
  { http, gong, accepted }: Scene,
  number: number,
  callsPerDay: number,
): Promise<readonly string[]> {
  const firstDay = Date.UTC(2026, 0, 1);
  const at = (days: number) => new Date(firstDay + days * day).toISOString();
  const { status, text, body } = await http.post('/audits', {
    calls: { fromDateTime: at(number), toDateTime: at(number + 1) },
  });
  if (status !== 202) throw new Error(`POST /audits answered ${status}: ${text}`);
  const callIds = gong.callIds((number + 1) * callsPerDay).slice(number * callsPerDay);
  accepted.push({ auditId: String(body.auditId), callIds });
  return callIds;
}

/** Gong announces a call, signed. */
export async function announce(
  { http, webhook }: Pick<Scene, 'http' | 'webhook'>,
  callId: string,
): Promise<Reply> {
  const text = JSON.stringify({ callData: { metaData: { id: callId } }, isTest: false });
  const authorization = await signWebhook(webhook.privateKey, text, webhook.url);
  return http.post('/webhooks/gong', text, { headers: { authorization }, signed: false });
}

export const check = (scene: Scene, callIds: readonly string[]): Promise<Reply> =>
  scene.http.post('/v2/calls/users-access', { filter: { callIds } });

/** One round of the sweep. */
export const sweep = ({ processes, functionName }: Scene) =>
  processes.invoke(functionName('sweep'), '{}');

/** Longer than the sweep waits before it believes that messages were lost. */
const aWhile = 70_000;
/** Longer than an audit waits for credentials to be mended, and a listing for the function that had it. */
const longWhile = 16 * 60_000;

/**
 * The faults are over, time passes: the sweep runs, messages are worked off, until every accepted audit has ended and
 * no check is left half recorded.
 * @throws Error if that does not come about
 */
export async function heal(scene: Scene): Promise<void> {
  scene.faults.clear();
  scene.gong.clearFaults();
  for (let round = 0; round < 8; round++) {
    await scene.listings.workOff();
    await scene.chunks.workOff();
    if (await isHealed(scene)) return;
    const waits = (await auditsOf(scene)).some(
      (audit) => audit?.status === 'paused' || audit?.isListing,
    );
    await sweep(scene);
    await scene.chunks.workOff();
    if (await isHealed(scene)) return;
    await scene.processes.passTime(waits ? longWhile : aWhile);
  }
  const states = (await auditsOf(scene)).map((audit) => audit?.status ?? 'unknown');
  throw new Error(`after ${8} rounds the audits are: ${states.join(', ')}`);
}

const auditsOf = (scene: Scene): Promise<(Audit | undefined)[]> => {
  const { audits } = ledgerOf(scene);
  return Promise.all(scene.accepted.map(({ auditId }) => audits.audit(auditId)));
};

async function isHealed(scene: Scene): Promise<boolean> {
  const audits = await auditsOf(scene);
  const pending = await ledgerOf(scene).evidence.pending();
  const running = await ledgerOf(scene).audits.running();
  const unsettled = await ledgerOf(scene).audits.unsettled();
  return (
    [pending, running, unsettled].every(({ length }) => length === 0) &&
    audits.every((audit) => audit !== undefined && hasEnded(audit.status))
  );
}

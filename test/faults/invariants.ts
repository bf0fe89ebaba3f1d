import assert from 'node:assert/strict';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Audit } from '../../lambdas/domain/audit';
import { noTotals, sumOfTotals, type Totals } from '../../lambdas/domain/audit';
import { inLedgerOrder } from '../../lambdas/domain/call-ids';
import { type Evidence, isObservation, outcomesOf } from '../../lambdas/domain/evidence';
import type { Failure, Observation } from '../../lambdas/domain/observation';
import { heal, ledgerOf } from './stage/actions';
import type { Scene } from './stage/scene';

/** What a run may do that would otherwise be a breach. */
export interface Allowances {
  /** Gong's answers were told otherwise: calls may be missing in them. */
  readonly notReturned?: boolean;
  /** Gong's limits were met on purpose. */
  readonly refusals?: boolean;
  /** So many requests may have been on their way when a 429 came. @default 0 */
  readonly underWay?: number;
  /** Chunks may have failed for good. */
  readonly failed?: boolean;
}

type Outcome = Observation | Failure;
type Item = Record<string, AttributeValue>;

interface Observed {
  readonly audit: Audit;
  readonly outcomes: readonly Outcome[];
}

/**
 * The seven invariants (I1 to I7), after every run: first all that is left over is worked off, as it would be in time.
 * @throws AssertionError naming the invariant
 */
export async function expectInvariants(scene: Scene, allowed: Allowances = {}): Promise<void> {
  await heal(scene);
  const observed = await allObserved(scene);
  expectEndedOnce(observed, allowed);
  expectTruth(scene, observed, allowed);
  await expectNewestWins(scene, observed);
  expectEvents(scene, observed);
  await expectRepeatable(scene);
  expectLimits(scene, allowed);
  await expectNoCanary(scene);
  await expectNoEntrance(scene);
}

async function allObserved(scene: Scene): Promise<Observed[]> {
  const { audits, evidence } = ledgerOf(scene);
  return Promise.all(
    scene.accepted.map(async ({ auditId, callIds }) => {
      const audit = await audits.audit(auditId);
      assert(audit, `I1: the audit ${auditId} is not known`);
      const chunks = await audits.chunks(auditId, 0, audit.chunks);
      const given = [...chunks.values()].flat();
      assert.deepEqual([...given].sort(), [...callIds].sort(), 'I1: the stored calls are others');
      const stored = await evidence.ofChunks(auditId, 0, audit.chunks);
      const failures = await audits.failures(auditId, 0, audit.chunks);
      const shards = await audits.shards(auditId);
      const outcomes = [...chunks].flatMap(([chunk, calls]) => {
        // What was given up counts as failed, whatever was stored before.
        const isGivenUp = shards.some(({ failed }) => failed.has(chunk));
        return outcomesIn(calls, isGivenUp ? undefined : stored.get(chunk), failures.get(chunk));
      });
      return { audit, outcomes };
    }),
  );
}

function outcomesIn(
  callIds: readonly string[],
  evidence: Evidence | undefined,
  failure: string | undefined,
): Outcome[] {
  if (evidence) return outcomesOf(callIds, evidence);
  assert(failure, `I1: ${callIds[0]} and others have neither evidence nor a reason`);
  return callIds.map((callId) => ({ callId, outcome: 'failed', reason: failure }));
}

/** I1: every accepted call has one outcome, and the counters say the same. */
function expectEndedOnce(observed: readonly Observed[], { failed }: Allowances): void {
  for (const { audit, outcomes } of observed) {
    const totals = totalsOf(outcomes);
    assert.equal(outcomes.length, audit.requested, 'I1: calls are missing or there twice');
    assert.equal(sumOfTotals(totals), audit.requested, 'I1: the totals do not reconcile');
    assert.deepEqual(audit.totals, totals, 'I3: the counters differ from what was observed');
    assert(failed || totals.failed === 0, `I1: ${totals.failed} calls failed`);
    const ended = failed ? ['completed', 'completed-with-gaps', 'failed'] : ['completed'];
    assert(ended.includes(audit.status), `I1: the audit ended as ${audit.status}`);
  }
}

function totalsOf(outcomes: readonly Outcome[]): Totals {
  const totals: Record<string, number> = { ...noTotals };
  for (const { outcome } of outcomes) {
    const name = outcome.replace(/-([a-z])/, (_, letter: string) => letter.toUpperCase());
    totals[name] = (totals[name] ?? 0) + 1;
  }
  return totals as unknown as Totals;
}

/** I2: what was recorded is what was true when Gong answered; nobody's access is never a guess. */
function expectTruth({ gong }: Scene, observed: readonly Observed[], allowed: Allowances): void {
  for (const one of observed.flatMap(({ outcomes }) => outcomes).filter(isObservation)) {
    if (one.outcome === 'not-returned' && allowed.notReturned) continue;
    // A refusal does not carry the moment of its truth.
    const moment = one.outcome === 'not-found' ? undefined : gong.momentOf(one.requestId);
    const [told] = gong.truth([one.callId], moment).calls;
    assert.equal(one.outcome, told?.outcome, `I2: ${one.callId} was not ${one.outcome}`);
    if (one.outcome === 'granted') assert.deepEqual(one.users, told?.users, 'I2: other users');
  }
}

/** I4: a call's state is that of its newest observation. */
async function expectNewestWins(scene: Scene, observed: readonly Observed[]): Promise<void> {
  const newest = new Map<string, Observation>();
  for (const one of observed.flatMap(({ outcomes }) => outcomes).filter(isObservation)) {
    const before = newest.get(one.callId);
    if (!before || before.observedAt < one.observedAt) newest.set(one.callId, one);
  }
  const states = await ledgerOf(scene).calls.states(inLedgerOrder(newest.keys()), {
    consistent: true,
  });
  for (const [callId, observation] of newest) {
    const state = states.get(callId);
    assert(state, `I1: ${callId} was observed and has no state`);
    if (state.observedAt > observation.observedAt) continue;
    assert.equal(state.outcome, observation.outcome, `I4: ${callId} has an older state`);
    assert.deepEqual(state.users, observation.users, `I4: ${callId} has older users`);
    assert.equal(state.outbox, undefined, `I3: the step of ${callId} is not announced`);
  }
}

/** I3: an event that came more than once is the same each time, and no end of an audit is missing. */
function expectEvents({ buses, model }: Scene, observed: readonly Observed[]): void {
  const byId = new Map<string, string>();
  for (const { bus, event } of buses.events()) {
    assert(model.buses.includes(bus), `the bus ${bus} does not exist`);
    const detail = event.detail as { eventId?: string };
    const id = `${event['detail-type']} ${detail.eventId}`;
    const text = JSON.stringify(detail);
    assert.equal(byId.get(id) ?? text, text, `I3: two different events are ${id}`);
    byId.set(id, text);
  }
  const details = [...byId.values()].map((text) => JSON.parse(text) as { auditId?: string });
  for (const { audit } of observed) {
    const own = details.filter((detail) => detail.auditId === audit.auditId && 'totals' in detail);
    assert(own.length > 0, `I3: the end of ${audit.auditId} was not announced`);
  }
}

/** I3: delivering everything once more changes neither an item nor the set of events. */
async function expectRepeatable(scene: Scene): Promise<void> {
  const ids = () => new Set(scene.buses.events().map(({ event }) => eventIdOf(event.detail)));
  const [items, events] = [await facts(scene), ids()];
  const { audits } = ledgerOf(scene);
  for (const { auditId } of scene.accepted.slice(-3)) {
    const { chunks = 0 } = (await audits.audit(auditId)) ?? {};
    const shards = await audits.shards(auditId);
    for (let chunk = 0; chunk < Math.min(chunks, 5); chunk++) {
      // What failed for good may do better on a redrive.
      if (!shards.some(({ done }) => done.has(chunk))) continue;
      await scene.chunks.post(JSON.stringify({ schemaVersion: 1, auditId, chunk }));
    }
  }
  assert.equal(await scene.chunks.workOff(), 0, 'I3: a repeated delivery fails');
  assert.deepEqual(await facts(scene), items, 'I3: a repeated delivery changed items');
  assert.deepEqual(ids(), events, 'I3: a repeated delivery made other events');
}

const eventIdOf = (detail: unknown): string => String((detail as { eventId?: string }).eventId);

/** Items by key, without those that count or note work. */
async function facts(scene: Scene): Promise<Map<string, string>> {
  const items = (await scan(scene)).filter(({ pk }) => !['PACE', 'WORK'].includes(pk?.S ?? ''));
  return new Map(
    items.map((item) => [`${item.pk?.S} ${item.sk?.S}`, JSON.stringify(ordered(item))]),
  );
}

/** Attributes and members of sets in one order. */
function ordered(item: Item): unknown {
  return Object.entries(item)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const set = value.NS ?? value.SS;
      return [name, set ? [...set].sort() : value];
    });
}

/** I5: Gong saw no request more than it allows, and none during a Retry-After. */
function expectLimits({ gong }: Scene, { refusals, underWay = 0 }: Allowances): void {
  const { refusedBySecond, refusedByDay, duringRetryAfter } = gong.stats();
  if (!refusals) {
    assert.equal(refusedBySecond, 0, `I5: ${refusedBySecond} requests over the rate`);
    assert.equal(refusedByDay, 0, `I5: ${refusedByDay} requests over the day's limit`);
  }
  assert(duringRetryAfter <= underWay, `I5: ${duringRetryAfter} requests during a Retry-After`);
}

/** I6: the credentials are nowhere but in the secret and on the way to Gong. */
export async function expectNoCanary(scene: Scene): Promise<void> {
  const places = {
    logs: scene.logs.join('\n'),
    items: textOf(await scan(scene)),
    events: JSON.stringify(scene.buses.events()),
    answers: JSON.stringify(scene.http.replies),
    requests: scene.requests
      .filter(({ service }) => service !== 'gong')
      .map(({ body }) => body)
      .join('\n'),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const trace of scene.canary.traces()) {
      assert(!text.includes(trace), `I6: the secret is in the ${place}`);
    }
  }
}

/** Binary attributes as their bytes: packed texts that were not compressed can be read. */
const textOf = (items: readonly Item[]): string =>
  JSON.stringify(items, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );

/** Signed by Gong, which only the function behind it can check; see the suite of bad input. */
const webhookPath = '/webhooks/gong';

/** I7: no unsigned request reaches a function. */
async function expectNoEntrance({ http, model }: Scene): Promise<void> {
  const before = http.invocations;
  for (const { method, path, authorization } of model.api?.routes ?? []) {
    if (path === webhookPath) continue;
    assert.notEqual(authorization, 'NONE', `I7: ${method} ${path} is open`);
    const address = path.replaceAll(/\{\w+\}/g, '1');
    const body = method === 'POST' ? '{}' : undefined;
    const { status } = await http.send(method, address, body, { signed: false });
    assert.equal(status, 403, `I7: ${method} ${path} answered ${status} to an unsigned request`);
  }
  assert.equal(http.invocations, before, 'I7: an unsigned request reached a function');
}

export async function scan({ dynamodb, model }: Scene): Promise<Item[]> {
  const items: Item[] = [];
  let next: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb.send(
      new ScanCommand({
        TableName: model.tables[0]?.name,
        ConsistentRead: true,
        ...(next && { ExclusiveStartKey: next }),
      }),
    );
    items.push(...Items);
    next = LastEvaluatedKey;
  } while (next);
  return items;
}

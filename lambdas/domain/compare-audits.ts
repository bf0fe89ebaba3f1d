import { type Audit, hasEnded } from './audit';
import { type AuditEvidenceDeps, evidenceOfChunks, expiredReason } from './audit-evidence';
import { bucketOf } from './call-ids';
import { without } from './change';
import { cursorOf, readCursor } from './cursor';
import { Conflict } from './errors';
import { outcomesOf } from './evidence';
import type { Failure, Observation } from './observation';
import { tellsAccess } from './observation';
import { existingAudit } from './read-audit';

/** How a call differs between two audits: from the one named first, the base, to the one it is compared with. */
export interface Difference {
  readonly callId: string;
  readonly granted: readonly { readonly userId: string }[];
  readonly revoked: readonly { readonly userId: string }[];
  readonly outcome?: { readonly base: string; readonly with: string };
  readonly onlyIn?: 'base' | 'with';
  /** Why the two cannot be compared: what at least one audit found is kept no longer. */
  readonly reason?: typeof expiredReason;
}

type Outcome = Observation | Failure;

const mostAPage = 1_000;
const bytesAPage = 4_000_000;
/** Calls compared for one page, however few differ. */
const callsAPage = 10_000;
const place = /^([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})\.([0-9]{1,6})$/;

/**
 * The calls in which two ended audits differ: both lie in ledger order, so that one pass over both finds them. Users are
 * compared where both audits tell them. @throws NotFound, InvalidInput, Conflict if an audit has not ended
 */
export async function compareAudits(
  deps: AuditEvidenceDeps,
  baseId: string,
  withId: string,
  page: { cursor?: string; limit?: number },
): Promise<{ base: string; with: string; differences: Difference[]; cursor?: string }> {
  const [base, other] = [await existingAudit(deps, baseId), await existingAudit(deps, withId)];
  refuseUnended(base, other);
  const [a = 0, aSkip = 0, b = 0, bSkip = 0] =
    page.cursor === undefined ? [] : readCursor(page.cursor, place).map(Number);
  const left = new Outcomes(deps, base, a, aSkip);
  const right = new Outcomes(deps, other, b, bSkip);
  const differences: Difference[] = [];
  const ids = { base: baseId, with: withId };
  let bytes = 0;
  for (let compared = 0; compared < callsAPage; compared++) {
    const [one, two] = [await left.peek(), await right.peek()];
    if (!one && !two) return { ...ids, differences };
    const order = one && two ? compareCalls(one.callId, two.callId) : one ? -1 : 1;
    const found = difference(order <= 0 ? one : undefined, order >= 0 ? two : undefined);
    bytes += found ? sizeOf(found) : 0;
    if (differences.length >= (page.limit ?? mostAPage) || (differences[0] && bytes > bytesAPage))
      break;
    if (order <= 0) left.next();
    if (order >= 0) right.next();
    if (found) differences.push(found);
  }
  return { ...ids, differences, cursor: cursorOf(...left.place, ...right.place) };
}

/** Of an audit that has not ended, calls yet to be checked would seem not to be in it. */
function refuseUnended(base: Audit, other: Audit): void {
  const open = [
    ...(hasEnded(base.status) ? [] : ['the base (in the path)']),
    ...(hasEnded(other.status) ? [] : ['`with`']),
  ];
  if (open.length === 0) return;
  throw new Conflict(`not ended, so not compared: ${open.join(' and ')}`, 'audit-not-ended');
}

function compareCalls(a: string, b: string): number {
  const [x, y] = [`${bucketOf(a)} ${a}`, `${bucketOf(b)} ${b}`];
  return x < y ? -1 : Number(x > y);
}

/** An audit's outcomes in ledger order, read as they are needed. */
class Outcomes {
  private readonly chunks: ReturnType<typeof evidenceOfChunks>;
  private loaded: readonly Outcome[] = [];
  private isAtEnd = false;

  constructor(
    deps: AuditEvidenceDeps,
    audit: Audit,
    private chunk: number,
    private skip: number,
  ) {
    this.chunks = evidenceOfChunks(deps, audit, chunk, audit.chunks);
  }

  get place(): [number, number] {
    return [this.chunk, this.skip];
  }

  async peek(): Promise<Outcome | undefined> {
    while (this.skip >= this.loaded.length && !this.isAtEnd) await this.load();
    return this.loaded[this.skip];
  }

  next(): void {
    this.skip += 1;
  }

  private async load(): Promise<void> {
    const { value, done } = await this.chunks.next();
    if (done) {
      this.isAtEnd = true;
      return;
    }
    if (value.chunk !== this.chunk) [this.chunk, this.skip] = [value.chunk, 0];
    this.loaded = outcomesOf(value.callIds, value.evidence);
  }
}

function difference(one: Outcome | undefined, two: Outcome | undefined): Difference | undefined {
  const callId = one?.callId ?? two?.callId ?? '';
  if (!one || !two) return { callId, granted: [], revoked: [], onlyIn: one ? 'base' : 'with' };
  const [before, after] = [usersOf(one), usersOf(two)];
  const both = before && after;
  const granted = both ? without(after, before) : [];
  const revoked = both ? without(before, after) : [];
  const isOther = one.outcome !== two.outcome;
  const hasExpired = isExpired(one) || isExpired(two);
  if (granted.length + revoked.length === 0 && !isOther && !hasExpired) return undefined;
  return {
    callId,
    granted: granted.map((userId) => ({ userId })),
    revoked: revoked.map((userId) => ({ userId })),
    ...(isOther ? { outcome: { base: one.outcome, with: two.outcome } } : {}),
    ...(hasExpired ? { reason: expiredReason } : {}),
  };
}

const isExpired = (one: Outcome) => one.outcome === 'failed' && one.reason === expiredReason;

const sizeOf = ({ granted, revoked }: Difference) => 200 + 40 * (granted.length + revoked.length);

const usersOf = (outcome: Outcome): readonly string[] | undefined =>
  outcome.outcome !== 'failed' && tellsAccess(outcome.outcome) ? outcome.users : undefined;

import type { EvidenceRef } from './evidence';
import type { Observation } from './observation';

/** What an observation made of a call, and which audit made it. */
export interface Snapshot extends Omit<Observation, 'callId'> {
  readonly auditId: string;
  readonly evidence: EvidenceRef;
}

/** Users at the last observation that told them (`granted` or `none`). */
export interface KnownAccess {
  readonly users: readonly string[];
  readonly observedAt: number;
}

/**
 * The ledger's newest version of a call. `observedAt` is when this version was FIRST observed;
 * that it was seen unchanged later is in the receipts.
 */
export interface CallState extends Snapshot {
  readonly callId: string;
  /** Counts from 1, the baseline. */
  readonly version: number;
  /** What was known of the access when this version does not tell (`not-found`, `not-returned`). */
  readonly known?: KnownAccess;
  /** A call that Gong does not know is not asked for again before this moment, milliseconds since 1970. */
  readonly askAgainAt?: number;
  /** How often in a row the call was asked for and not found. */
  readonly timesNotFound?: number;
  /** Only a version later than this may follow, milliseconds since 1970: this one was observed then. */
  readonly floor?: number;
  /** The step to this version, until it is in the history and announced. Absent for a baseline. */
  readonly outbox?: Change;
}

/** A step of a call from one version to the next: append-only, keyed by (call, `observedAt`). */
export interface Change {
  readonly callId: string;
  /** The version it led to. */
  readonly version: number;
  /** When the new version was first observed. */
  readonly observedAt: number;
  /** When the version before was last observed: the change happened between the two. */
  readonly previousObservedAt: number;
  readonly auditId: string;
  readonly outcome: Observation['outcome'];
  /** Against the users last known; both empty where only the outcome changed. Sorted. */
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  /** Made by whoever settled an older version: its audit may have counted the call before, as unchanged. */
  readonly byReceipt?: true;
  /** The version before, whole, so that the history answers for any moment. */
  readonly previous: Snapshot & { readonly version: number; readonly known?: KnownAccess };
}

/**
 * Calls of one bucket that were seen unchanged at a slot. Each counts for the version that its writer took to be in
 * force: where that had been replaced before the receipt was written, nobody may rely on it.
 */
export interface Receipt {
  readonly bucket: string;
  readonly slot: number;
  readonly requestId: string;
  readonly auditId: string;
  readonly evidence: EvidenceRef;
  /** In ledger order. */
  readonly callIds: readonly string[];
  /** Of each call, as which version it was seen. */
  readonly versions: readonly number[];
}

/** As which version a receipt saw a call. */
export const versionSeen = (receipt: Receipt, callId: string): number | undefined =>
  receipt.versions[receipt.callIds.indexOf(callId)];

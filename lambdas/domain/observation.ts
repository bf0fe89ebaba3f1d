/**
 * What an audit says of one call. Only `none` means that nobody has individual access:
 * `not-returned` is a well-formed answer that does not name the call (or names it without a list of users),
 * `not-found` is Gong's own word that it does not know the call, `failed` is ours that we gave up.
 */
export type Outcome = 'granted' | 'none' | 'not-returned' | 'not-found' | 'failed';

/** Gong reports access that was granted to individuals through its API; shares and permission profiles are not in it. */
export const coverage = 'api-granted-individual-access';

/** What Gong said of one call at one moment. */
export interface Observation {
  readonly callId: string;
  readonly outcome: Exclude<Outcome, 'failed'>;
  /** Sorted, unique. Empty unless the outcome is `granted`. */
  readonly users: readonly string[];
  /** The request's slot: milliseconds since 1970, strictly increasing over all requests to Gong. */
  readonly observedAt: number;
  /** Gong's ID of the request. */
  readonly requestId: string;
}

/** A call that could not be observed, and why (a stable code). */
export interface Failure {
  readonly callId: string;
  readonly outcome: 'failed';
  readonly reason: string;
}

/** Whether the observation tells who has access (`granted`) or that nobody has (`none`). */
export const tellsAccess = (outcome: Outcome): boolean =>
  outcome === 'granted' || outcome === 'none';

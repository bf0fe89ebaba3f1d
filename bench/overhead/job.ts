import type { PaceConfig } from '../../lambdas/domain/pace';

/** What a worker does, in a process of its own. */
export interface OverheadJob {
  readonly kind: 'batch' | 'bare' | 'checks';
  readonly config: PaceConfig;
  readonly callIds: readonly string[];
  /** Chunks at once. */
  readonly inFlight: number;
}

export interface OverheadResult {
  /** When requests were sent, milliseconds since 1970. */
  readonly sent: readonly number[];
  /** Processor time of the process for the work, without its start. */
  readonly cpuSeconds: number;
  /** Of `checks`: how long each took through the function, and directly. Milliseconds. */
  readonly checked: readonly number[];
  readonly direct: readonly number[];
}

import type { CallTruth } from './truth';

/** An explicit change: it holds from `at` on, whatever the seeded truth says, until another one undoes it. */
export type OverlayChange = { readonly at: number } & (
  | { readonly kind: 'grant' | 'revoke'; readonly users: readonly string[] }
  | { readonly kind: 'known' | 'unknown' }
);

/** The explicit changes by call, with their history. */
export class Overlay {
  private readonly byCall = new Map<string, OverlayChange[]>();

  /** Moments must not go back. */
  record(callId: string, change: OverlayChange): void {
    const changes = this.byCall.get(callId);
    if (changes) changes.push(change);
    else this.byCall.set(callId, [change]);
  }

  /** Whether an explicit change says that the call is known or unknown at that moment. */
  known(callId: string, moment: number): boolean | undefined {
    let known: boolean | undefined;
    for (const change of this.until(callId, moment)) {
      if (change.kind === 'known' || change.kind === 'unknown') known = change.kind === 'known';
    }
    return known;
  }

  /** The users as the explicit changes leave them. */
  users(callId: string, moment: number, seeded: readonly string[]): CallTruth['users'] {
    const users = new Set(seeded);
    for (const change of this.until(callId, moment)) {
      if (change.kind === 'grant') for (const user of change.users) users.add(user);
      if (change.kind === 'revoke') for (const user of change.users) users.delete(user);
    }
    return [...users].sort();
  }

  /** Moments of explicit changes in (from, to], ascending. */
  moments(callId: string, from: number, to: number): number[] {
    return this.until(callId, to).flatMap(({ at }) => (at > from ? [at] : []));
  }

  has(callId: string): boolean {
    return this.byCall.has(callId);
  }

  clear(): void {
    this.byCall.clear();
  }

  private until(callId: string, moment: number): OverlayChange[] {
    return (this.byCall.get(callId) ?? []).filter(({ at }) => at <= moment);
  }
}

import type { Observation } from '../../lambdas/domain/observation';
import type { Grant } from '../../lambdas/domain/read-history';

const iso = (moment: number) => new Date(moment).toISOString();

/** A user's intervals, read off the observations one by one. */
export function expectedGrants(observations: readonly Observation[]): Grant[] {
  const telling = observations.filter(({ outcome }) => outcome === 'granted' || outcome === 'none');
  const users = [...new Set(telling.flatMap((observation) => observation.users))];
  return users
    .flatMap((user) => grantsOf(user, telling))
    .sort(
      (a, b) =>
        a.firstObservedAt.localeCompare(b.firstObservedAt) || a.userId.localeCompare(b.userId),
    );
}

function grantsOf(userId: string, telling: readonly Observation[]): Grant[] {
  const grants: Grant[] = [];
  let start: number | undefined;
  for (let i = 0; i <= telling.length; i++) {
    const has = telling[i]?.users.includes(userId) ?? false;
    if (has && start === undefined) start = i;
    if (has || start === undefined) continue;
    grants.push({
      userId,
      ...(start > 0 ? { notBefore: at(telling, start - 1) } : {}),
      firstObservedAt: at(telling, start),
      lastObservedAt: at(telling, i - 1),
      ...(i < telling.length ? { goneObservedAt: at(telling, i) } : {}),
    });
    start = undefined;
  }
  return grants;
}

const at = (telling: readonly Observation[], index: number) =>
  iso(telling[index]?.observedAt ?? Number.NaN);

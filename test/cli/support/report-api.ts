import type { AuditShape, ChangeShape, ObservationShape } from '../../../cli/api/shapes';
import { evidenceOf } from './evidence';
import { pageOf, type Reply, type Seen } from './scripted-api';

export interface Scene {
  readonly audits: readonly AuditShape[];
  readonly observations: readonly ObservationShape[];
  readonly changes: readonly ChangeShape[];
}

/** Answers for what a report reads about the newest audit of the scene. */
export function reportReplies({ audits, observations, changes }: Scene) {
  const [newest] = audits;
  const path = `/audits/${newest?.auditId}`;
  const evidence = newest && evidenceOf(newest, observations);
  return ({ path: asked, query }: Seen): Reply | undefined => {
    if (asked === '/audits') return { body: pageOf('audits', audits, query, 25) };
    if (asked === path) return { body: newest };
    if (asked === `${path}/observations`)
      return { body: pageOf('observations', observations, query) };
    if (asked === `${path}/changes`) return { body: pageOf('changes', changes, query) };
    if (asked === `${path}/evidence` && evidence) {
      const page = pageOf('parts', evidence.parts, query, 10);
      return { body: 'cursor' in page ? page : { ...page, manifest: evidence.manifest } };
    }
    return undefined;
  };
}

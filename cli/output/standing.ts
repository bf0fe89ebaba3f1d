import { sumOfTotals } from '../../lambdas/domain/audit';
import type { AuditShape } from '../api/shapes';
import { pauseText } from './audit-text';

/** How far audits are that are followed together. */
export interface Standing {
  /** The calls of one of them are not known yet. */
  readonly isListing: boolean;
  readonly requested: number;
  readonly checked: number;
  /** 0 to 1. */
  readonly progress: number;
  /** When they will probably be complete; milliseconds since 1970. */
  readonly eta?: number;
  /** Why all that have not ended wait. */
  readonly pause?: string;
}

const ended = new Set(['completed', 'completed-with-gaps', 'failed', 'cancelled']);
export const hasEnded = ({ status }: AuditShape): boolean => ended.has(status);

export function standingOf(audits: readonly AuditShape[]): Standing {
  const open = audits.filter((audit) => !hasEnded(audit));
  const requested = sum(audits, (audit) => audit.requested);
  const checked = sum(audits, (audit) => sumOfTotals(audit.totals));
  const eta = etaOf(open);
  const isPaused = open.length > 0 && open.every(({ pauseReason }) => pauseReason !== undefined);
  const pause = isPaused ? open.map(pauseText).find((text) => text !== undefined) : undefined;
  return {
    isListing: open.some(({ listing }) => listing),
    requested,
    checked,
    progress: requested === 0 ? Number(open.length === 0) : checked / requested,
    ...(eta === undefined ? {} : { eta }),
    ...(pause === undefined ? {} : { pause }),
  };
}

/** The latest end: each audit reckons its own with the rate that it has beside the others. */
function etaOf(open: readonly AuditShape[]): number | undefined {
  const ends = open.flatMap(({ eta }) => (eta === undefined ? [] : Date.parse(eta)));
  return open.length > 0 && ends.length === open.length ? Math.max(...ends) : undefined;
}

const sum = <T>(list: readonly T[], value: (item: T) => number): number =>
  list.reduce((all, item) => all + value(item), 0);

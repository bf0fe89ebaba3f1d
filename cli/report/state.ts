import type { AuditShape } from '../api/shapes';

/** What a reader must know of an audit that is not simply complete; undefined if it is. */
export function exitText({ status, progress }: AuditShape): string | undefined {
  if (status === 'completed') return undefined;
  if (status === 'completed-with-gaps')
    return 'Some calls could not be checked: this audit has gaps.';
  if (status === 'cancelled')
    return 'This audit was ended early: calls not checked by then count as failed.';
  if (status === 'failed') return 'This audit failed.';
  return `This audit has not ended (${Math.floor(progress * 100)} % checked): this report is not final.`;
}

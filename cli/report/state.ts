import type { AuditShape } from '../api/shapes';
import { plural } from '../output/format';
import { failureText } from '../output/source-text';

/** What a reader must know where the evidence of calls is kept no longer; undefined where all is there. */
export const expiredText = (expired: number): string | undefined =>
  expired === 0
    ? undefined
    : `The evidence of ${plural(expired, 'call')} has expired: what was found of them is in the audit’s totals, and cannot be shown or proved any more.`;

/** What a reader must know of an audit that is not simply complete; undefined if it is. */
export function exitText({
  status,
  progress,
  listing,
  failureReason,
}: AuditShape): string | undefined {
  if (status === 'completed') return undefined;
  if (status === 'completed-with-gaps')
    return 'Some calls could not be checked: this audit has gaps.';
  if (status === 'cancelled')
    return 'This audit was ended early: calls not checked by then count as failed.';
  if (status === 'failed') {
    const why = failureText(failureReason);
    return why === undefined ? 'This audit failed.' : `This audit failed: ${why}.`;
  }
  if (listing) return 'The calls of this audit are still being listed: this report is not final.';
  return `This audit has not ended (${Math.floor(progress * 100)} % checked): this report is not final.`;
}

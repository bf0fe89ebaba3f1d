import { type AccessShape, access } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseId } from '../input/ids';
import { parseMoment } from '../input/moment';
import { duration, plural, time } from '../output/format';
import { coverageNote, meanings } from '../output/outcome';
import { facts } from '../output/table';

export interface AtOptions {
  readonly at?: string;
}

/** Who has access to a call by the ledger, now or at a moment. */
export async function callAccess(
  context: Context,
  id: string,
  { at }: AtOptions,
  now: () => number,
): Promise<ExitCode> {
  const callId = parseId(id, 'call');
  const moment = at === undefined ? undefined : parseMoment(at, '--at', now());
  const found = await context.api.get(`/calls/${callId}/access`, access, { at: moment });
  context.print(found, () => accessText(context, found));
  return exitCodes.ok;
}

function accessText({ terminal: { paint } }: Context, found: AccessShape): string {
  const before = found.observedSecondsBefore;
  const about = facts(
    [
      ['call', found.callId],
      ['at', found.at && time(found.at)],
      ['outcome', `${found.outcome}: ${meanings[found.outcome] ?? ''}`],
      ['observed', observedText(found.observedAt, before)],
      ['unchanged since', found.unchangedSince && time(found.unchangedSince)],
      ['next change', found.nextChangeObservedAt && `observed ${time(found.nextChangeObservedAt)}`],
      ['users', found.users.length > 0 ? plural(found.users.length, 'user') : undefined],
    ],
    paint,
  );
  const users = found.users.map(({ userId }) => `  ${userId}`);
  return [about, ...users, '', paint('dim', coverageNote)].join('\n');
}

function observedText(observedAt: string | undefined, before: number | undefined) {
  if (observedAt === undefined) return undefined;
  return before === undefined
    ? time(observedAt)
    : `${time(observedAt)}, ${duration(before * 1_000)} before that moment`;
}

import { type HistoryShape, history } from '../api/shapes';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseId } from '../input/ids';
import { time } from '../output/format';
import { coverageNote } from '../output/outcome';
import { table } from '../output/table';
import { usersText } from '../output/users';

/** Everything that was observed of a call, and each user's intervals of access. */
export async function callHistory(context: Context, id: string): Promise<ExitCode> {
  const found = await wholeHistory(context, parseId(id, 'call'));
  const { paint } = context.terminal;
  context.print(found, () => {
    const versions = found.versions.map(({ observedAt, lastObservedAt, outcome, users, late }) => [
      time(observedAt),
      time(lastObservedAt),
      late ? `${outcome} (late)` : outcome,
      usersText(users),
    ]);
    const grants = found.grants.map((grant) => [
      grant.userId,
      grant.notBefore ? `after ${time(grant.notBefore)}` : 'unknown',
      time(grant.firstObservedAt),
      time(grant.lastObservedAt),
      grant.goneObservedAt ? `by ${time(grant.goneObservedAt)}` : 'has access',
    ]);
    return [
      table(titles('first observed', 'last observed', 'outcome', 'users'), versions, paint),
      '',
      table(titles('user', 'granted', 'first observed', 'last observed', 'gone'), grants, paint),
      '',
      paint(
        'dim',
        `Gong has no grant times: each end lies between two observations. ${coverageNote}`,
      ),
    ].join('\n');
  });
  return exitCodes.ok;
}

/** All pages as one answer. */
async function wholeHistory({ api }: Context, callId: string): Promise<HistoryShape> {
  const { cursor: next, ...whole } = await api.get(`/calls/${callId}/history`, history);
  for (let cursor = next; cursor !== undefined; ) {
    const page = await api.get(`/calls/${callId}/history`, history, { cursor });
    whole.versions = whole.versions.concat(page.versions);
    whole.grants = whole.grants.concat(page.grants);
    cursor = page.cursor;
  }
  return whole;
}

const titles = (...names: string[]) => names.map((title) => ({ title }));

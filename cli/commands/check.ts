import type { CheckedShape } from '../api/shapes';
import { checked } from '../api/shapes';
import type { Context } from '../context';
import { usageError } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseId } from '../input/ids';
import { plural, time } from '../output/format';
import { coverageNote, meanings } from '../output/outcome';
import { table } from '../output/table';
import { usersText } from '../output/users';

/** Calls that the API checks in one request. */
const mostCalls = 300;

export interface CheckOptions {
  readonly maxAge?: string;
}

/** Who has access to some calls now: asks Gong and waits for the answer. */
export async function check(
  context: Context,
  ids: readonly string[],
  { maxAge }: CheckOptions,
): Promise<ExitCode> {
  const callIds = ids.map((id) => parseId(id, 'call'));
  if (callIds.length > mostCalls) {
    throw usageError(
      `check takes up to ${mostCalls} calls`,
      'Put the IDs in a file: `gong-access audit calls.txt --wait`.',
    );
  }
  if (maxAge !== undefined && !/^[0-9]{1,9}$/.test(maxAge)) {
    throw usageError('--max-age must be a number of seconds');
  }
  const { body, headers } = await context.api.post('/v2/calls/users-access', checked, {
    body: { filter: { callIds } },
    headers: {
      prefer: 'handling=lenient',
      ...(maxAge === undefined ? {} : { 'cache-control': `max-age=${maxAge}` }),
    },
  });
  context.print(body, () => checkText(context, body, headers.get('age')));
  return body.outcomes.some(({ outcome }) => outcome === 'failed')
    ? exitCodes.finding
    : exitCodes.ok;
}

function checkText({ terminal }: Context, body: CheckedShape, age: string | null): string {
  const found = body.callAccessList.map(({ callId, users }) => {
    const outcome = users.length > 0 ? 'granted' : 'none';
    return [callId, outcome, users.length > 0 ? usersText(users) : (meanings[outcome] ?? '')];
  });
  const listed = new Set(body.callAccessList.map(({ callId }) => callId));
  const others = body.outcomes
    .filter(({ callId }) => !listed.has(callId))
    .map(({ callId, outcome, reason }) => [callId, outcome, reason ?? meanings[outcome] ?? '']);
  const columns = [{ title: 'call' }, { title: 'outcome' }, { title: 'users' }];
  const source = age === null ? 'Gong' : `the ledger, up to ${plural(Number(age), 'second')} old`;
  return [
    table(columns, [...found, ...others], terminal.paint),
    '',
    terminal.paint('dim', `Observed ${time(body.observedAt)}, from ${source}. ${coverageNote}`),
  ].join('\n');
}

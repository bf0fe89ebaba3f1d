import * as v from 'valibot';
import { pages } from '../api/pages';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseId } from '../input/ids';
import { parseMoment } from '../input/moment';
import { plural, time } from '../output/format';
import { coverageNote } from '../output/outcome';
import { idCell, type ListView, printPages } from '../output/pages';
import type { AtOptions } from './access';

const userCall = v.looseObject({
  callId: v.string(),
  unchangedSince: v.string(),
});

/** The calls that a user has, or had at a moment, individual access to. */
export async function listUserCalls(
  context: Context,
  id: string,
  { at }: AtOptions,
  now: () => number,
): Promise<ExitCode> {
  const moment = at === undefined ? undefined : parseMoment(at, '--at', now());
  const path = `/users/${parseId(id, 'user')}/calls`;
  const list = pages(context.api, path, { name: 'calls', item: userCall, query: { at: moment } });
  const total = await printPages(context, list, view);
  if (!context.options.json) {
    context.terminal.err.write(`${plural(total, 'call')}. ${coverageNote}\n`);
  }
  return exitCodes.ok;
}

const view: ListView<v.InferOutput<typeof userCall>> = {
  columns: [{ title: 'call' }, { title: 'unchanged since' }],
  row: ({ callId, unchangedSince }) => [idCell(callId), time(unchangedSince)],
};

import * as v from 'valibot';
import { pages } from '../api/pages';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseId } from '../input/ids';
import { parseMoment } from '../input/moment';
import { plural, time } from '../output/format';
import { coverageNote } from '../output/outcome';
import { table } from '../output/table';
import type { AtOptions } from './access';

const userCall = v.looseObject({
  callId: v.string(),
  observedAt: v.optional(v.string()),
  unchangedSince: v.optional(v.string()),
});

/** The calls that a user has, or had at a moment, individual access to. */
export async function listUserCalls(
  context: Context,
  id: string,
  { at }: AtOptions,
  now: () => number,
): Promise<ExitCode> {
  const { api, options, print, terminal } = context;
  const moment = at === undefined ? undefined : parseMoment(at, '--at', now());
  const path = `/users/${parseId(id, 'user')}/calls`;
  let total = 0;
  for await (const page of pages(api, path, {
    name: 'calls',
    item: userCall,
    query: { at: moment },
  })) {
    if (options.json) for (const one of page) print(one, String);
    else if (page.length > 0) {
      const rows = page.map((one) => [
        one.callId.padEnd(20),
        time(one.observedAt),
        time(one.unchangedSince),
      ]);
      const text = table(
        [{ title: 'call' }, { title: 'observed' }, { title: 'unchanged since' }],
        rows,
        terminal.paint,
      );
      print(page, () => (total === 0 ? text : text.slice(text.indexOf('\n') + 1)));
    }
    total += page.length;
  }
  if (!options.json) terminal.err.write(`${plural(total, 'call')}. ${coverageNote}\n`);
  return exitCodes.ok;
}

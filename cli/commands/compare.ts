import * as v from 'valibot';
import { pages } from '../api/pages';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { plural } from '../output/format';
import { table } from '../output/table';
import { usersText } from '../output/users';

const users = v.optional(v.array(v.looseObject({ userId: v.string() })), []);

/** How a call differs between the two audits; `with` is the audit named second. */
const difference = v.looseObject({
  callId: v.string(),
  granted: users,
  revoked: users,
  outcome: v.optional(v.object({ base: v.string(), with: v.string() })),
  onlyIn: v.optional(v.picklist(['base', 'with'])),
});
type Difference = v.InferOutput<typeof difference>;

export interface CompareOptions {
  readonly failOnChange?: boolean;
}

/** What differs from the first audit to the second, call by call. */
export async function compare(
  context: Context,
  id: string,
  otherId: string,
  { failOnChange }: CompareOptions,
): Promise<ExitCode> {
  const { api, options, print, terminal } = context;
  const list = pages(api, `/audits/${parseAuditId(id)}/compare`, {
    name: 'differences',
    item: difference,
    query: { with: parseAuditId(otherId) },
  });
  let total = 0;
  for await (const page of list) {
    if (options.json) for (const one of page) print(one, String);
    else if (page.length > 0) print(page, () => pageText(context, page, total === 0));
    total += page.length;
  }
  if (!options.json) terminal.err.write(`${plural(total, 'call')} differ.\n`);
  return failOnChange && total > 0 ? exitCodes.finding : exitCodes.ok;
}

function pageText({ terminal }: Context, page: readonly Difference[], isFirst: boolean): string {
  const rows = page.map((one) => [
    one.callId.padEnd(20),
    one.granted.length > 0 ? `+ ${usersText(one.granted)}` : '',
    one.revoked.length > 0 ? `- ${usersText(one.revoked)}` : '',
    noteOf(one),
  ]);
  const columns = ['call', 'granted', 'revoked', ''].map((title) => ({ title }));
  const text = table(columns, rows, terminal.paint);
  return isFirst ? text : text.slice(text.indexOf('\n') + 1);
}

function noteOf({ outcome, onlyIn }: Difference): string {
  if (onlyIn) return `only in the ${onlyIn === 'base' ? 'first' : 'second'} audit`;
  return outcome ? `${outcome.base} -> ${outcome.with}` : '';
}

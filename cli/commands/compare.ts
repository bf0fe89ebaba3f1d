import * as v from 'valibot';
import { pages } from '../api/pages';
import type { Context } from '../context';
import { type ExitCode, exitCodes } from '../exit-codes';
import { parseAuditId } from '../input/ids';
import { plural } from '../output/format';
import { idCell, type ListView, printPages } from '../output/pages';
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
  const list = pages(context.api, `/audits/${parseAuditId(id)}/compare`, {
    name: 'differences',
    item: difference,
    query: { with: parseAuditId(otherId) },
  });
  const total = await printPages(context, list, view);
  if (!context.options.json) {
    context.terminal.err.write(`${plural(total, 'call differs', 'calls differ')}.\n`);
  }
  return failOnChange && total > 0 ? exitCodes.finding : exitCodes.ok;
}

const view: ListView<Difference> = {
  columns: ['call', 'granted', 'revoked', ''].map((title) => ({ title })),
  row: (one) => [
    idCell(one.callId),
    one.granted.length > 0 ? `+ ${usersText(one.granted)}` : '',
    one.revoked.length > 0 ? `- ${usersText(one.revoked)}` : '',
    noteOf(one),
  ],
};

function noteOf({ outcome, onlyIn }: Difference): string {
  if (onlyIn) return `only in the ${onlyIn === 'base' ? 'first' : 'second'} audit`;
  return outcome ? `${outcome.base} -> ${outcome.with}` : '';
}

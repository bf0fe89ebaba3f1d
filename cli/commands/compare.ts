import * as v from 'valibot';
import { pages } from '../api/pages';
import type { Context } from '../context';
import { ApiRefusal, CliError } from '../errors';
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
  /** Why the two cannot be compared: `evidence-expired`. */
  reason: v.optional(v.string()),
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
  const [first, second] = [parseAuditId(id), parseAuditId(otherId)];
  const list = pages(context.api, `/audits/${first}/compare`, {
    name: 'differences',
    item: difference,
    query: { with: second },
  });
  const total = await printPages(context, list, view).catch((error) => {
    throw error instanceof ApiRefusal && error.code === 'audit-not-ended'
      ? notEnded(`${first} ${second}`)
      : error;
  });
  if (!context.options.json) {
    context.terminal.err.write(`${plural(total, 'call differs', 'calls differ')}.\n`);
  }
  return failOnChange && total > 0 ? exitCodes.finding : exitCodes.ok;
}

const notEnded = (ids: string) =>
  new CliError(
    'only audits that have ended can be compared',
    exitCodes.refused,
    `Wait for them: gong-access status ${ids} --wait`,
  );

const view: ListView<Difference> = {
  columns: ['call', 'granted', 'revoked', ''].map((title) => ({ title })),
  row: (one) => [
    idCell(one.callId),
    one.granted.length > 0 ? `+ ${usersText(one.granted)}` : '',
    one.revoked.length > 0 ? `- ${usersText(one.revoked)}` : '',
    noteOf(one),
  ],
};

function noteOf({ outcome, onlyIn, reason }: Difference): string {
  if (reason) return `not compared: ${reason}`;
  if (onlyIn) return `only in the ${onlyIn === 'base' ? 'first' : 'second'} audit`;
  return outcome ? `${outcome.base} -> ${outcome.with}` : '';
}

import { randomUUID } from 'node:crypto';
import { type AuditShape, audit } from '../api/shapes';
import type { Context } from '../context';
import { CliError } from '../errors';
import { count, plural } from '../output/format';
import type { ListedOrder } from './order';
import { partKey, type Split } from './split';

export interface StartOptions {
  readonly label?: string;
  readonly idempotencyKey?: string;
}

/** With a key of its own the request can be repeated: it stays one audit. */
const post = async (
  { api }: Context,
  body: object,
  key: string,
  { label }: StartOptions,
): Promise<AuditShape> => {
  const sent = await api.post('/audits', audit, {
    body: { ...body, ...(label === undefined ? {} : { label }) },
    headers: { 'idempotency-key': key },
    repeatable: true,
  });
  return sent.body;
};

export const startListed = (context: Context, order: ListedOrder, options: StartOptions) =>
  post(context, order, options.idempotencyKey ?? randomUUID(), options);

/**
 * Starts an audit for each part of a list. What is cut off half-way is gone on with by the same key, which is told
 * before anything is sent.
 * @throws CliError
 */
export async function startParts(
  context: Context,
  { parts, duplicates }: Split,
  options: StartOptions,
): Promise<AuditShape[]> {
  const { err } = context.terminal;
  const key = options.idempotencyKey ?? randomUUID();
  const again = `repeat the command with --idempotency-key ${key}: no audit is started twice`;
  if (parts.length > 1) {
    const calls = parts.reduce((all, part) => all + part.length, 0);
    const twice = duplicates > 0 ? ` (${plural(duplicates, 'duplicate')} taken out)` : '';
    err.write(`${plural(calls, 'call')}${twice} make ${count(parts.length)} audits.\n`);
    err.write(`If this is cut off, ${again}.\n`);
  }
  const started: AuditShape[] = [];
  for (const [i, callIds] of parts.entries()) {
    try {
      started.push(await post(context, { callIds }, partKey(key, i, parts.length), options));
    } catch (error) {
      if (parts.length === 1 || !(error instanceof CliError)) throw error;
      const advice = [error.advice, `To start the rest, ${again}.`].filter(Boolean).join('\n');
      const done = `${count(i)} of ${count(parts.length)} audits were started; then: `;
      throw new CliError(done + error.message, error.exitCode, advice);
    }
  }
  return started;
}

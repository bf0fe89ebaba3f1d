import { cut } from '../../lambdas/domain/request-audit';
import { quota } from '../api/shapes';
import type { Context } from '../context';
import { CliError } from '../errors';
import { exitCodes } from '../exit-codes';
import { count, duration, percent, plural } from '../output/format';
import { AskGong, paceMs } from './ask-gong';
import { callsAnswer, type Named, type Names, type Person, usersAnswer } from './names';
import { type EnrichOptions, type GongAccess, gongAccess } from './options';

/** IDs in one request: what one page of Gong's answer holds. */
const idsAtOnce = 100;
/** Requests after which it is told how far it is. */
const toldEvery = 30;

/** Asks Gong for names. They go into what is written and nowhere else. @throws CliError */
export type AskNames = (named: Named) => Promise<Names>;

/**
 * @returns undefined if no names are asked for
 * @throws CliError if they are, and it is not said where or with which key
 */
export function namesFromGong(
  context: Context,
  options: EnrichOptions,
  now: () => number,
): AskNames | undefined {
  const { enrich } = options;
  if (enrich === undefined) return undefined;
  const access = gongAccess(options, context.env);
  return ({ userIds, callIds }) => {
    const users = enrich === 'calls' ? [] : cut(userIds, idsAtOnce);
    const calls = enrich === 'users' ? [] : cut(callIds, idsAtOnce);
    return ask(context, access, { users, calls }, new Date(now()).toISOString());
  };
}

interface Batches {
  readonly users: readonly (readonly string[])[];
  readonly calls: readonly (readonly string[])[];
}

/** Tells what it costs first. @throws CliError also if the day has too few requests left */
async function ask(
  context: Context,
  access: GongAccess,
  { users, calls }: Batches,
  askedAt: string,
): Promise<Names> {
  await tellCost(context, users.length, calls.length);
  const say = (text: string) => void context.terminal.err.write(`${text}\n`);
  const gong = new AskGong(access, say);
  const all = users.length + calls.length;
  const people = new Map<string, Person>();
  const titles = new Map<string, string>();
  for (const [i, ids] of users.entries()) {
    await addUsers(gong, ids, people);
    tellProgress(i + 1, all, say);
  }
  for (const [i, ids] of calls.entries()) {
    await addTitles(gong, ids, titles);
    tellProgress(users.length + i + 1, all, say);
  }
  return { users: people, titles, askedAt };
}

async function tellCost(context: Context, users: number, calls: number): Promise<void> {
  const cost = users + calls;
  const { requestsPerDay, spent, reserved } = await context.api.get('/quota', quota);
  const left = Math.max(0, requestsPerDay - spent);
  const what = `${plural(cost, 'request')} to Gong (${count(users)} for users, ${count(calls)} for calls)`;
  if (cost > left) {
    throw new CliError(
      `names cost ${what}; ${count(left)} are left of the day`,
      exitCodes.refused,
      '`--enrich users` leaves the titles of calls out.',
    );
  }
  const { err } = context.terminal;
  const share = percent(cost / requestsPerDay);
  err.write(
    `Names cost ${what}: ${share} of a day’s ${count(requestsPerDay)}, of which ${count(left)} are left. One a second: ${duration(cost * paceMs)}.\n`,
  );
  if (cost > reserved.others) {
    err.write(
      `That is more than the ${count(reserved.others)} that audits leave to others: they may have to wait for it.\n`,
    );
  }
}

function tellProgress(done: number, all: number, say: (text: string) => void): void {
  if (done % toldEvery === 0 && done < all) say(`Names: ${count(done)} of ${count(all)} requests.`);
}

async function addUsers(gong: AskGong, userIds: readonly string[], people: Map<string, Person>) {
  let cursor: string | undefined;
  do {
    const answer = await gong.ask(
      '/v2/users/extensive',
      { filter: { userIds, includeAvatars: true }, cursor },
      usersAnswer,
    );
    for (const { id, firstName, lastName, emailAddress } of answer?.users ?? []) {
      people.set(id, { name: `${firstName} ${lastName}`.trim(), emailAddress });
    }
    cursor = answer?.records.cursor;
  } while (cursor !== undefined);
}

async function addTitles(gong: AskGong, callIds: readonly string[], titles: Map<string, string>) {
  let cursor: string | undefined;
  do {
    const answer = await gong.ask(
      '/v2/calls/extensive',
      { filter: { callIds }, cursor },
      callsAnswer,
    );
    for (const { metaData } of answer?.calls ?? []) titles.set(metaData.id, metaData.title);
    cursor = answer?.records.cursor;
  } while (cursor !== undefined);
}

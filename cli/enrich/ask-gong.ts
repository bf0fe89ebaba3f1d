import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { retryAfterMs } from '../../lambdas/domain/pace-retry-after';
import { CliError } from '../errors';
import { exitCodes } from '../exit-codes';
import { duration } from '../output/format';
import type { GongAccess } from './options';

/** Between the starts of two requests, in ms: a third of what Gong allows a company. */
export const paceMs = 1_000;
const timeoutMs = 30_000;
const attempts = 5;
/** A longer wait than this is told instead of waited for, in ms. */
const longestWaitMs = 15 * 60_000;
/** Where Gong says that it is too much, and not for how long, in ms. */
const usualWaitMs = 10_000;

/** The two reads of Gong's that tell names. Everything else on these paths is none of ours. */
export type NamesPath = '/v2/users/extensive' | '/v2/calls/extensive';

const refusal = v.object({ errors: v.array(v.string()) });

/** Asks Gong one thing after the other, slowly. */
export class AskGong {
  private next = 0;

  /** @param say told of each wait that Gong asks for */
  constructor(
    private readonly access: GongAccess,
    private readonly say: (text: string) => void,
  ) {}

  /** @returns Gong's answer; undefined if it knows none of what was asked for @throws CliError */
  async ask<T>(
    path: NamesPath,
    body: object,
    schema: v.GenericSchema<unknown, T>,
  ): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.send(path, body);
      const wait = answer ? waitAfter(answer) : usualWaitMs;
      if (wait === undefined) return answer && read(answer, schema);
      const problem = answer ? `status ${answer.status}` : 'no answer';
      if (attempt === attempts || wait > longestWaitMs) throw tooBusy(problem, wait);
      this.say(`Gong: ${problem}. Asking again in ${duration(wait)}.`);
      this.next = Date.now() + wait;
    }
  }

  private async send(path: NamesPath, body: object): Promise<Answer | undefined> {
    await sleep(Math.max(0, this.next - Date.now()));
    this.next = Date.now() + paceMs;
    try {
      const answer = await fetch(new URL(path, this.access.origin), {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          authorization: this.access.authorization,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      return { status: answer.status, headers: answer.headers, text: await answer.text() };
    } catch {
      return undefined;
    }
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Milliseconds until it is worth asking again; undefined if it is of no use. */
function waitAfter({ status, headers }: Answer): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  return retryAfterMs(headers.get('retry-after') ?? undefined, Date.now()) ?? usualWaitMs;
}

function read<T>({ status, text }: Answer, schema: v.GenericSchema<unknown, T>): T | undefined {
  if (status === 404) return undefined;
  const body = parsed(text);
  if (status !== 200) throw refused(status, v.is(refusal, body) ? body.errors.join('; ') : '');
  const answer = v.safeParse(schema, body);
  if (answer.success) return answer.output;
  throw new CliError('what answers at --gong-url is not Gong', exitCodes.unreachable);
}

function refused(status: number, said: string): CliError {
  const scope = /permission to use '([^']+)'/.exec(said)?.[1];
  if (scope !== undefined) {
    const advice = `Give the key the scope ${scope} in Gong, or leave --enrich out.`;
    return new CliError(`the key may not read names: it lacks ${scope}`, exitCodes.refused, advice);
  }
  const advice =
    status === 403
      ? 'Add this machine’s address to the key’s trusted IPs in Gong.'
      : 'Check GONG_ACCESS_KEY, GONG_ACCESS_KEY_SECRET and --gong-url.';
  return new CliError(`Gong refuses to tell names (status ${status})`, exitCodes.refused, advice);
}

const tooBusy = (problem: string, wait: number) =>
  new CliError(
    `Gong does not tell names now: ${problem}`,
    exitCodes.unreachable,
    `Nothing was written. Try again in ${duration(wait)}, or leave --enrich out.`,
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

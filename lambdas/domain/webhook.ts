import * as v from 'valibot';
import { idPattern } from './call-ids';
import type { DueCall, DueCallStore } from './due-calls';
import { InvalidInput } from './errors';
import type { Clock } from './ports';

/**
 * What Gong's automation rule sends, as far as it is read: the call's data, in `callData` as handlers in the field
 * see it, or bare as Gong's page shows it. https://help.gong.io/docs/payload-sent-to-webhooks
 */
const callData = v.object({ metaData: v.object({ id: v.pipe(v.string(), v.regex(idPattern)) }) });
const isTest = v.optional(v.boolean(), false);
const webhookBody = v.union([
  v.pipe(
    v.object({ callData, isTest }),
    v.transform((body) => ({ callId: body.callData.metaData.id, isTest: body.isTest })),
  ),
  v.pipe(
    v.object({ ...callData.entries, isTest }),
    v.transform((body) => ({ callId: body.metaData.id, isTest: body.isTest })),
  ),
]);

export interface Announcement {
  readonly callId: string;
  readonly isTest: boolean;
}

/** @throws InvalidInput for any other body */
export function parseWebhook(body: string): Announcement {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), webhookBody), body);
  if (parsed.success) return parsed.output;
  throw new InvalidInput('the body names no call (callData.metaData.id)', 'callData.metaData.id');
}

/** Tokens that were accepted before. */
export interface ReplayStore {
  /** Notes a token until it expires, unless noted; tells whether its effect is complete. */
  note(token: string, expiresAt: number): Promise<{ isDone: boolean }>;
  markDone(token: string): Promise<void>;
}

export interface ReceiveDeps {
  readonly replays: ReplayStore;
  readonly dueCalls: Pick<DueCallStore, 'putDue'>;
  readonly clock: Clock;
  /** How long after the announcement the call is audited, each; milliseconds. */
  readonly delays: readonly number[];
}

/**
 * Takes a verified announcement in, once: a token that comes again has no further effect, unless its first delivery
 * was cut off: that effect is completed, at worst with one observation more.
 * @param token digest of the signed token
 * @param expiresAt of the token, milliseconds since 1970
 */
export async function receiveAnnouncement(
  deps: ReceiveDeps,
  { callId, isTest }: Announcement,
  { token, expiresAt }: { token: string; expiresAt: number },
): Promise<'noted' | 'replayed' | 'test'> {
  if (isTest) return 'test';
  const { isDone } = await deps.replays.note(token, expiresAt);
  if (isDone) return 'replayed';
  const receivedAt = deps.clock();
  const due = (delay: number): DueCall => ({
    callId,
    dueAt: receivedAt + delay,
    announcedAt: receivedAt,
    cause: token,
  });
  await deps.dueCalls.putDue(deps.delays.map(due));
  await deps.replays.markDone(token);
  return 'noted';
}

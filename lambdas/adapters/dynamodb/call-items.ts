import * as v from 'valibot';
import type { CallState, Change, KnownAccess, Receipt, Snapshot } from '../../domain/call-state';
import { packIds, unpackIds } from '../../domain/id-packing';
import type { ChangeSummary } from '../../domain/ports';
import { changeKey, type Key, lateKey, receiptKey, stateKey, usersKey } from './keys';
import type { Item } from './table';

/**
 * Items about calls <-> the domain's words. Up to `inlineUsers` users are a string set in the state, so that a user's
 * calls can be found by a filter; more are packed in an item of their own, which never changes.
 */
export const inlineUsers = 500;

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const packed = v.pipe(bytes, v.transform(unpackIds));
const outcome = v.picklist(['granted', 'none', 'not-returned', 'not-found']);
const known = v.object({ users: packed, observedAt: v.number() });
const snapshot = {
  outcome,
  observedAt: v.number(),
  requestId: v.string(),
  auditId: v.string(),
  evidence: v.object({ pk: v.string(), sk: v.string() }),
};
const users = v.union([
  v.pipe(
    v.set(v.string()),
    v.transform((set) => [...set].sort()),
  ),
  packed,
]);
const previous = v.object({
  ...snapshot,
  version: v.number(),
  users: v.optional(packed),
  hasUsersItem: v.optional(v.boolean()),
  known: v.optional(known),
});
const change = v.object({
  callId: v.string(),
  version: v.number(),
  observedAt: v.number(),
  previousObservedAt: v.number(),
  auditId: v.string(),
  outcome,
  granted: packed,
  revoked: packed,
});
const changeItem = v.object({ ...change.entries, previous });
const stateItem = v.object({
  ...snapshot,
  callId: v.string(),
  version: v.number(),
  users: v.optional(users),
  hasUsersItem: v.optional(v.boolean()),
  known: v.optional(known),
  askAgainAt: v.optional(v.number()),
  timesNotFound: v.optional(v.number()),
  outbox: v.optional(changeItem),
});
const lateItem = v.object({
  ...snapshot,
  users: v.optional(packed),
  hasUsersItem: v.optional(v.boolean()),
});
const receiptItem = v.object({
  bucket: v.string(),
  slot: v.number(),
  requestId: v.string(),
  auditId: v.string(),
  evidence: v.object({ pk: v.string(), sk: v.string() }),
  callIds: packed,
});

/** Reads the users of a version from their own item. */
export type LoadUsers = (callId: string, observedAt: number) => Promise<string[]>;

export const hasManyUsers = (version: Pick<Snapshot, 'users'>) =>
  version.users.length > inlineUsers;

export function usersItem(callId: string, version: Snapshot): Key & Item {
  return { ...usersKey(callId, version.observedAt), packed: packIds(version.users) };
}
export const usersOfItem = (item: Item | undefined): string[] => v.parse(packed, item?.packed);

export function toStateItem(state: CallState): Key & Item {
  const { users: userIds, known: knownAccess, outbox, ...rest } = state;
  return {
    ...stateKey(state.callId),
    ...rest,
    ...(hasManyUsers(state) ? { hasUsersItem: true } : {}),
    ...(!hasManyUsers(state) && userIds.length > 0 ? { users: new Set(userIds) } : {}),
    ...(knownAccess ? { known: toKnown(knownAccess) } : {}),
    ...(outbox ? { outbox: toChange(outbox) } : {}),
  };
}

export async function fromStateItem(item: Item, load: LoadUsers): Promise<CallState> {
  const { outbox, ...state } = v.parse(stateItem, item);
  return {
    ...(await withUsers(state.callId, state, load)),
    ...(outbox ? { outbox: await withPrevious(outbox, load) } : {}),
  };
}

export function toChangeItem(made: Change): Key & Item {
  return { ...changeKey(made.callId, made.observedAt), ...toChange(made) };
}
export const fromChangeItem = (item: Item, load: LoadUsers): Promise<Change> =>
  withPrevious(v.parse(changeItem, item), load);

/** A change as part of a list in an item: without the version before. */
export function toSummary({ granted, revoked, ...made }: ChangeSummary): Item {
  return { ...made, granted: packIds(granted), revoked: packIds(revoked) };
}
export const fromSummaries = (value: unknown): ChangeSummary[] => v.parse(v.array(change), value);

export function toLateItem(callId: string, late: Snapshot): Key & Item {
  const { users: userIds, ...rest } = late;
  return {
    ...lateKey(callId, late.observedAt),
    ...rest,
    ...(hasManyUsers(late) ? { hasUsersItem: true } : { users: packIds(userIds) }),
  };
}
export const fromLateItem = (callId: string, item: Item, load: LoadUsers): Promise<Snapshot> =>
  withUsers(callId, v.parse(lateItem, item), load);

export function toReceiptItem(receipt: Receipt): Key & Item {
  const sorted = [...receipt.callIds].sort();
  return {
    ...receiptKey(receipt),
    ...receipt,
    callIds: packIds(receipt.callIds),
    first: sorted[0],
    last: sorted.at(-1),
  };
}
export const fromReceiptItem = (item: Item): Receipt => v.parse(receiptItem, item);

function toChange({ previous: before, ...made }: Change): Item {
  const { users: userIds, known: knownAccess, ...version } = before;
  return {
    ...toSummary(made),
    previous: {
      ...version,
      ...(hasManyUsers(before) ? { hasUsersItem: true } : { users: packIds(userIds) }),
      ...(knownAccess ? { known: toKnown(knownAccess) } : {}),
    },
  };
}

const toKnown = ({ users: userIds, observedAt }: KnownAccess): Item => ({
  users: packIds(userIds),
  observedAt,
});

async function withPrevious(
  { previous: before, ...made }: v.InferOutput<typeof changeItem>,
  load: LoadUsers,
): Promise<Change> {
  return { ...made, previous: await withUsers(made.callId, before, load) };
}

type Versioned = {
  observedAt: number;
  users?: string[] | undefined;
  hasUsersItem?: boolean | undefined;
};

async function withUsers<T extends Versioned>(
  callId: string,
  { hasUsersItem, users: userIds, ...version }: T,
  load: LoadUsers,
) {
  const loaded = hasUsersItem ? await load(callId, version.observedAt) : (userIds ?? []);
  return { ...defined(version), users: loaded };
}

/** Without the keys that have no value, which a schema gives as `undefined`. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function defined<T extends object>(value: T) {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

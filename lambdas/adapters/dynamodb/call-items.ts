import * as v from 'valibot';
import type { CallState, Change, KnownAccess, Snapshot } from '../../domain/call-state';
import { packIds, unpackIds } from '../../domain/id-packing';
import type { ChangeSummary } from '../../domain/ports';
import { changeKey, type Key, lateKey, stateKey, usersKey } from './keys';
import type { Item } from './table';

/**
 * Items about calls <-> the domain's words. Up to `inlineUsers` users are a string set in the state, so that a user's
 * calls can be found by a filter; more are packed in an item of their own, which never changes.
 */
const inlineUsers = 500;

const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const packed = v.pipe(bytes, v.transform(unpackIds));
const outcome = v.picklist(['granted', 'none', 'not-returned', 'not-found']);
const known = v.object({
  users: v.optional(packed),
  hasUsersItem: v.optional(v.boolean()),
  observedAt: v.number(),
});
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
  byReceipt: v.exactOptional(v.literal(true)),
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
  floor: v.optional(v.number()),
  outbox: v.optional(changeItem),
});
const lateItem = v.object({
  ...snapshot,
  users: v.optional(packed),
  hasUsersItem: v.optional(v.boolean()),
});
/** Reads the users of a version from their own item. */
export type LoadUsers = (callId: string, observedAt: number) => Promise<string[]>;

const hasManyUsers = (version: Pick<Snapshot, 'users'>) => version.users.length > inlineUsers;

/** The items that must be there before a state that points to them. */
export const usersItemsOf = (state: CallState | (Snapshot & { callId: string })): (Key & Item)[] =>
  [state, 'known' in state && state.known].flatMap((version) =>
    version && hasManyUsers(version)
      ? [{ ...usersKey(state.callId, version.observedAt), packed: packIds(version.users) }]
      : [],
  );
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

/** Changes by item: an item with a list of them stays below 400 KB. */
export function changesAnItem<T extends Pick<Change, 'granted' | 'revoked'>>(
  changes: readonly T[],
): T[][] {
  const most = 20_000;
  const items: T[][] = [];
  let size = most;
  for (const change of changes) {
    const users = 50 + change.granted.length + change.revoked.length;
    if (size + users > most) {
      items.push([]);
      size = 0;
    }
    items.at(-1)?.push(change);
    size += users;
  }
  return items;
}

export function toLateItem(callId: string, late: Snapshot): Key & Item {
  const { users: _, ...rest } = late;
  return {
    ...lateKey(callId, late.observedAt),
    ...rest,
    ...packedUsers(late),
  };
}
export const fromLateItem = (callId: string, item: Item, load: LoadUsers): Promise<Snapshot> =>
  withUsers(callId, v.parse(lateItem, item), load);

function toChange({ previous: before, ...made }: Change): Item {
  const { users: _, known: knownAccess, ...version } = before;
  return {
    ...toSummary(made),
    previous: {
      ...version,
      ...packedUsers(before),
      ...(knownAccess ? { known: toKnown(knownAccess) } : {}),
    },
  };
}

const toKnown = ({ users: userIds, observedAt }: KnownAccess): Item => ({
  ...packedUsers({ users: userIds }),
  observedAt,
});

const packedUsers = (version: Pick<Snapshot, 'users'>): Item =>
  hasManyUsers(version) ? { hasUsersItem: true } : { users: packIds(version.users) };

async function withPrevious(
  { previous: before, ...made }: v.InferOutput<typeof changeItem>,
  load: LoadUsers,
): Promise<Change> {
  return { ...made, previous: await withUsers(made.callId, before, load) };
}

type Listed = {
  observedAt: number;
  users?: string[] | undefined;
  hasUsersItem?: boolean | undefined;
};
type Versioned = Listed & { known?: Listed | undefined };

async function withUsers<T extends Versioned>(callId: string, version: T, load: LoadUsers) {
  const { hasUsersItem, users: _, known: before, ...rest } = version;
  return {
    ...defined(rest),
    users: await usersOf(callId, version, load),
    ...(before ? { known: await knownOf(callId, before, load) } : {}),
  };
}

const usersOf = async (callId: string, listed: Listed, load: LoadUsers): Promise<string[]> =>
  listed.hasUsersItem ? load(callId, listed.observedAt) : (listed.users ?? []);

const knownOf = async (callId: string, listed: Listed, load: LoadUsers): Promise<KnownAccess> => ({
  users: await usersOf(callId, listed, load),
  observedAt: listed.observedAt,
});

/** Without the keys that have no value, which a schema gives as `undefined`. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function defined<T extends object>(value: T) {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Defined<T>;
}

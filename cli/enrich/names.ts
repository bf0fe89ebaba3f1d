import * as v from 'valibot';
import { printable } from '../output/printable';

/** A user as Gong names them. */
export interface Person {
  readonly name: string;
  readonly emailAddress: string;
}

/** Names by ID. Whom Gong does not know, or was not asked about, is not in it. */
export interface Names {
  readonly users: ReadonlyMap<string, Person>;
  readonly titles: ReadonlyMap<string, string>;
  /** When Gong was asked; ISO 8601. */
  readonly askedAt: string;
}

/** Of whom and what names may be asked for. */
export interface Named {
  readonly userIds: readonly string[];
  readonly callIds: readonly string[];
}

/** Texts of other people: on one line, of a length that a table bears, without what would move the cursor. */
const longest = 200;
const text = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((raw) => printable(raw.replace(/\s+/g, ' ').trim()).slice(0, longest)),
);

const records = v.optional(v.looseObject({ cursor: v.optional(v.string()) }), {});

/** Gong's `UserMetadata`, as far as it is shown. */
export const usersAnswer = v.object({
  records,
  users: v.array(v.object({ id: v.string(), emailAddress: text, firstName: text, lastName: text })),
});

export const callsAnswer = v.object({
  records,
  calls: v.array(v.object({ metaData: v.object({ id: v.string(), title: text }) })),
});

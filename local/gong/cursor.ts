import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const cursor = v.strictObject({
  /** The sequence numbers of the calls still to look at: [next, end). */
  next: whole,
  end: whole,
  workspaceId: v.optional(v.string()),
  /** Counted at the first page, as is the expiry. */
  total: whole,
  page: whole,
  /** Milliseconds since 1970. */
  expires: v.number(),
});

/** Where a listing goes on. Gong's cursor expires an hour after the first page, not after the last one. */
export type Cursor = v.InferOutput<typeof cursor>;

export const cursorText = (value: Cursor): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

export function parseCursor(text: string): Cursor | undefined {
  try {
    return v.parse(cursor, JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

import * as v from 'valibot';

/** Names a request: a repeated POST with the same key and body is the same audit. */
export const idempotencyKey = v.pipe(
  v.string(),
  v.regex(/^[\x20-\x7e]{1,255}$/, 'must be 1 to 255 printable ASCII characters'),
);

/** True for `Prefer: handling=lenient` (RFC 7240); other preferences are ignored, as that document asks. */
export const lenient = v.pipe(
  v.string(),
  v.maxLength(1_000, 'is too long'),
  v.transform((value) => directives(value).includes('handling=lenient')),
);

/**
 * Seconds of `Cache-Control: max-age=N`: how old an answer may be. `no-cache`, `no-store` and everything else ask
 * for a fresh one.
 */
export const maxAge = v.pipe(
  v.string(),
  v.maxLength(1_000, 'is too long'),
  v.transform((value) => {
    const said = directives(value);
    if (said.includes('no-cache') || said.includes('no-store')) return undefined;
    const seconds = said.map((one) => /^max-age=([0-9]{1,9})$/.exec(one)?.[1]).find(Boolean);
    return seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds);
  }),
);

const directives = (value: string) =>
  value.split(/[,;]/).map((one) => one.trim().toLowerCase().replaceAll('"', ''));

/** No wait that Gong names is believed beyond a day: the next request then teaches better. */
const longestMs = 24 * 3_600_000;
const seconds = /^\d{1,12}(\.\d{1,6})?([eE]\d)?$/;

/**
 * The wait that a `Retry-After` header names, milliseconds, at most a day: seconds (Gong's form) or an HTTP date.
 * `undefined` for anything else, also zero and dates gone by: the pacer then waits as it thinks fit.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const wait = seconds.test(text) ? Number(text) * 1_000 : httpDate(text) - now;
  return wait > 0 ? Math.min(Math.ceil(wait), longestMs) : undefined;
}

/** Only the form that HTTP asks for: `Date.parse` alone takes `-1` for a year. */
const httpDate = (text: string): number =>
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(text)
    ? Date.parse(text)
    : Number.NaN;

/** What one check of the supply chain found. */
export interface Findings {
  /** For the report. */
  readonly lines: readonly string[];
  /** What must not be. */
  readonly problems: readonly string[];
}

/** A question that the registry did not answer: neither good nor bad, and never silent. */
export const notChecked = (what: string, why: string): Findings => ({
  lines: [`not checked: ${what} (${why})`],
  problems: [],
});

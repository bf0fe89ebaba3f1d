import * as v from 'valibot';

/** What is wrong with an input, and where; `undefined` if the error is about something else. */
export function problemOf(error: unknown): string | undefined {
  if (error instanceof RangeError || error instanceof SyntaxError) return error.message;
  if (!(error instanceof v.ValiError)) return undefined;
  const [issue] = error.issues;
  const field = v.getDotPath(issue);
  return field ? `${field}: ${issue.message}` : issue.message;
}

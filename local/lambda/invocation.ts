/** What an invocation came to. Payloads are JSON texts. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly errorType: string; readonly payload: string };

/** Bytes: what Lambda takes as a synchronous request, and gives back. */
export const payloadLimit = 6 * 1024 * 1024;

export function failure(errorType: string, errorMessage: string): InvocationResult {
  return { ok: false, errorType, payload: JSON.stringify({ errorType, errorMessage }) };
}

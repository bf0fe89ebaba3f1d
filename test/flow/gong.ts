import { randomInt } from 'node:crypto';
import { required } from './api';

/** The Gong stand-in behind the stage under test: its page of truth and its switches. */
const gongUrl = () => required('FLOW_GONG_URL');

export interface Truth {
  readonly callId: string;
  readonly outcome: 'granted' | 'none' | 'not-returned' | 'not-found';
  readonly users: readonly string[];
}

/** What is true of the calls at a moment (now unless given), by call. */
export async function truth(callIds: readonly string[], at?: number): Promise<Map<string, Truth>> {
  const { calls } = await control<{ calls: Truth[] }>('POST', 'truth', { callIds, at });
  return new Map(calls.map((call) => [call.callId, call]));
}

/** When Gong gave the answer with this request ID, milliseconds since 1970. */
export const answeredAt = async (requestId: string) =>
  (await control<{ at: number }>('GET', `answers/${requestId}`)).at;

export const stats = () => control<Stats>('GET', 'stats');

export interface Stats {
  readonly accepted: number;
  readonly refusedBySecond: number;
  readonly refusedByDay: number;
  /** The most that came in any sliding second. */
  readonly peakArrivals: number;
}

export const changeCall = (
  callId: string,
  change: { grant?: string[]; revoke?: string[]; unknown?: boolean },
) => control('POST', `calls/${callId}`, change);

async function control<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${gongUrl()}/_stand-in/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`the stand-in answered ${response.status}`);
  return (await response.json()) as T;
}

/** Call IDs of 18 digits that no other test uses. */
export function newCallIds(count: number): string[] {
  const prefix = `${randomInt(1_000, 9_999)}${randomInt(100_000, 999_999)}`;
  return Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(8, '0')}`);
}

/** Makes the calls known or unknown to Gong, whatever the seed says. */
export async function setKnown(callIds: readonly string[], known: boolean): Promise<void> {
  for (const callId of callIds) await changeCall(callId, { unknown: !known });
}

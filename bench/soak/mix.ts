import { unit } from '../../local/gong/random';
import type { Ask } from './traffic';

/** Calls that the traffic is about: few enough to come again, many enough to be strangers at first. */
const calls = 20_000;

const callId = (n: number) => `60${String(n).padStart(16, '0')}`;

/**
 * What callers ask for: mostly reads, some checks, now and then an audit. Every run asks for the same, and in no rhythm that
 * could be that of the refusals.
 */
export function mixOf(): () => Ask {
  let n = 0;
  const random = () => unit(0, n++);
  const some = (count: number) => {
    const first = Math.floor(random() * calls);
    return Array.from({ length: count }, (_, i) => callId((first + i * 13) % calls));
  };
  const pick = <T>(...choices: [T, ...T[]]): T =>
    choices[Math.floor(random() * choices.length)] ?? choices[0];
  return () => {
    const kind = random();
    if (kind < 0.02) return post('audit', '/audits', { callIds: some(40) });
    if (kind < 0.2)
      return post('check', '/v2/calls/users-access', { filter: { callIds: some(3) } });
    const path = pick(`/calls/${some(1)[0]}/access`, '/quota', '/audits?limit=5');
    return { kind: 'read', method: 'GET', path };
  };
}

const post = (kind: Ask['kind'], path: string, body: object): Ask => ({
  kind,
  method: 'POST',
  path,
  body: JSON.stringify(body),
});

import type { Ask } from './traffic';

/** Calls that the traffic is about: few enough to come again, many enough to be strangers at first. */
const calls = 20_000;

const callId = (n: number) => `60${String(n).padStart(16, '0')}`;

/** What callers ask for, in turn: mostly reads, some checks, now and then an audit. */
export function mixOf(): () => Ask {
  let n = 0;
  const some = (count: number) =>
    Array.from({ length: count }, (_, i) => callId((n * 7919 + i * 13) % calls));
  return () => {
    n += 1;
    if (n % 50 === 0) return post('audit', '/audits', { callIds: some(40) });
    if (n % 5 === 0) {
      return post('check', '/v2/calls/users-access', { filter: { callIds: some(3) } });
    }
    const reads = [`/calls/${some(1)[0]}/access`, '/quota', '/audits?limit=5'];
    return { kind: 'read', method: 'GET', path: reads[n % reads.length] ?? '/quota' };
  };
}

const post = (kind: Ask['kind'], path: string, body: object): Ask => ({
  kind,
  method: 'POST',
  path,
  body: JSON.stringify(body),
});

/** `gong`: only Gong's own hosts over TLS. `loopback`: also this machine, on the local stage. */
export type GongHosts = 'gong' | 'loopback';

const gongHost = /^([a-z0-9-]{1,63}\.)?api\.gong\.io$/;
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/**
 * Where requests may go. The secret goes with them, so it must not be possible to name any other place.
 * Each company has its own host: `https://api.gong.io`, `https://us-55616.api.gong.io`, …
 * @returns the origin, or `undefined` if the text is not one of these.
 */
export function gongOrigin(text: string, hosts: GongHosts): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !isBare(url)) return undefined;
  if (url.protocol === 'https:' && url.port === '' && gongHost.test(url.hostname)) return url;
  const isLoopback = url.protocol === 'http:' && loopbackHost.test(url.hostname);
  return hosts === 'loopback' && isLoopback ? url : undefined;
}

const isBare = (url: URL): boolean =>
  `${url.username}${url.password}${url.search}${url.hash}` === '' && url.pathname === '/';

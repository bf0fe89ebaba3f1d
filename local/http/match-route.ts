import type { RouteModel } from '../model';

export interface RouteMatch {
  readonly route: RouteModel;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * Finds the route of a request: a fixed part of a path goes before a parameter, a parameter before `{x+}`.
 * @param path as it was sent, without query
 * @throws URIError for a path that is not well encoded
 */
export function matchRoute(
  routes: readonly RouteModel[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const parts = partsOf(path);
  const [best] = routes
    .filter((route) => fits(partsOf(route.path), parts))
    .sort((a, b) => (rank(a.path) < rank(b.path) ? -1 : 1));
  const route = routes
    .filter((each) => each.path === best?.path && [method, 'ANY'].includes(each.method))
    .sort((each) => (each.method === 'ANY' ? 1 : -1))[0];
  return route && { route, pathParameters: parametersOf(partsOf(route.path), parts) };
}

const partsOf = (path: string) =>
  path
    .split('/')
    .slice(1)
    .filter((part, n) => part !== '' || n === 0);

const isParameter = (part: string) => part.startsWith('{');
const isGreedy = (part: string) => part.endsWith('+}');

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  const greedy = isGreedy(pattern.at(-1) ?? '');
  if (greedy ? parts.length < pattern.length : parts.length !== pattern.length) return false;
  return pattern.every((part, n) => (isParameter(part) ? parts[n] !== '' : part === parts[n]));
}

/** Sorts as the gateway prefers. */
function rank(path: string): string {
  return partsOf(path)
    .map((part) => (isGreedy(part) ? '2' : isParameter(part) ? '1' : '0'))
    .join('');
}

function parametersOf(pattern: readonly string[], parts: readonly string[]) {
  const entries = pattern.flatMap((part, n) => {
    if (!isParameter(part)) return [];
    const value = isGreedy(part) ? parts.slice(n).join('/') : (parts[n] ?? '');
    return [[part.replace(/^\{|\+?\}$/g, ''), decodeURIComponent(value)]];
  });
  return Object.fromEntries(entries);
}

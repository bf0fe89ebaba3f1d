import type { AuditSource, Window } from './audit-source';

/** How far the listing of an audit's calls has come. Its pages are stored beside it. */
export interface Listing {
  /** What is still to be listed from Gong; of the first one the cursor may point to the next page. */
  readonly windows: readonly Window[];
  readonly cursor?: string;
  /** Stored so far. */
  readonly pages: number;
}

/** One page of Gong's listing; an expired cursor says nothing about the calls. */
export type CallPage =
  | {
      readonly kind: 'page';
      readonly callIds: readonly string[];
      readonly cursor?: string;
      /** Calls of the whole window, as Gong counts them. */
      readonly total: number;
    }
  | { readonly kind: 'cursor-expired' };

/** Gong is said to refuse ranges of more than 90 days. */
const longestWindow = 30 * 24 * 3_600_000;
/** A cursor lives for an hour from its first page. Ten minutes' worth at Gong's usual limits. */
const mostCallsOfACursor = 180_000;
const shortestWindow = 60_000;

/** The listing of an audit before its first page. Only calls from Gong come in windows. */
export const newListing = (source: AuditSource): Listing => ({
  windows: source.kind === 'calls' ? inWindows(source) : [],
  pages: 0,
});

function inWindows({ from, to }: Window): Window[] {
  const count = Math.max(1, Math.ceil((to - from) / longestWindow));
  const border = (n: number) => Math.min(to, from + n * longestWindow);
  return Array.from({ length: count }, (_, n) => ({ from: border(n), to: border(n + 1) }));
}

/**
 * The listing after a page. Nobody promises an order of the calls, so a window whose cursor expires, or would, is not
 * continued at the last call: it is halved and listed anew, and calls that come twice count once.
 */
export function afterPage(listing: Listing, page: CallPage): Listing {
  const [window, ...rest] = listing.windows;
  if (!window) return listing;
  const { pages } = listing;
  if (page.kind === 'cursor-expired') return { windows: [...halves(window), ...rest], pages };
  const isFirst = listing.cursor === undefined;
  const stored = pages + (page.callIds.length > 0 ? 1 : 0);
  if (isFirst && page.total > mostCallsOfACursor && isDivisible(window)) {
    return { windows: [...halves(window), ...rest], pages: stored };
  }
  if (page.cursor === undefined) return { windows: rest, pages: stored };
  return { windows: listing.windows, cursor: page.cursor, pages: stored };
}

const isDivisible = ({ from, to }: Window) => to - from > shortestWindow;

function halves(window: Window): Window[] {
  if (!isDivisible(window)) return [window];
  const middle = Math.floor((window.from + window.to) / 2);
  return [
    { from: window.from, to: middle },
    { from: middle, to: window.to },
  ];
}

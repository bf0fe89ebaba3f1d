import fc from 'fast-check';
import type { Window } from '../../lambdas/domain/audit-source';
import { afterPage, type Listing, newListing } from '../../lambdas/domain/listing';

const day = 24 * 3_600_000;
const start = Date.UTC(2026, 0, 1);
const calls = (days: number) => newListing({ kind: 'calls', from: start, to: start + days * day });
const page = (callIds: string[], total: number, cursor?: string) =>
  ({ kind: 'page', callIds, total, ...(cursor === undefined ? {} : { cursor }) }) as const;

/** Half-open windows that touch and together are the whole range. */
function expectToCover(windows: readonly Window[], from: number, to: number): void {
  expect(windows[0]?.from).toBe(from);
  expect(windows.at(-1)?.to).toBe(to);
  windows.slice(1).forEach((window, n) => {
    expect(window.from).toBe(windows[n]?.to);
  });
}

describe('the listing of a range', () => {
  it('comes in windows of at most 30 days that touch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 * day }), (length) => {
        const { windows } = newListing({ kind: 'calls', from: start, to: start + length });
        expectToCover(windows, start, start + length);
        for (const { from, to } of windows) expect(to - from).toBeLessThanOrEqual(30 * day);
      }),
    );
  });

  it('is empty for what is not listed from Gong', () => {
    expect(newListing({ kind: 'known' })).toEqual({ windows: [], pages: 0 });
  });

  it('goes from page to page, then to the next window', () => {
    let listing: Listing = calls(40);
    listing = afterPage(listing, page(['1'], 150, 'next'));
    expect(listing).toMatchObject({ cursor: 'next', pages: 1 });
    listing = afterPage(listing, page(['2'], 150));
    expect(listing).toEqual({ windows: [calls(40).windows[1]], pages: 2 });
    listing = afterPage(listing, page([], 0));
    expect(listing).toEqual({ windows: [], pages: 2 });
  });

  it('halves a window whose cursor expired, and lists both halves anew', () => {
    const before = afterPage(calls(10), page(['1'], 150, 'next'));
    const { windows, cursor, pages } = afterPage(before, { kind: 'cursor-expired' });
    expect([windows.length, cursor, pages]).toEqual([2, undefined, 1]);
    expectToCover(windows, start, start + 10 * day);
  });

  it('halves a window with more calls than a cursor lives to see, at its first page', () => {
    const { windows, cursor } = afterPage(calls(10), page(['1'], 200_000, 'next'));
    expect(cursor).toBeUndefined();
    expectToCover(windows, start, start + 10 * day);
    expect(windows).toHaveLength(2);
  });

  it('lists a minute anew rather than cut it for ever', () => {
    const minute = newListing({ kind: 'calls', from: start, to: start + 60_000 });
    const cut = afterPage(afterPage(minute, page(['1'], 2, 'n')), { kind: 'cursor-expired' });
    expect(cut.windows).toEqual(minute.windows);
  });
});

import { inLedgerOrder } from '../../lambdas/domain/call-ids';
import { readObservations } from '../../lambdas/domain/read-observations';
import { userIds } from '../support/samples';
import { worldWith } from '../support/use-cases';

async function audited(access: Record<string, readonly string[]>) {
  const world = worldWith(access);
  const messages = await world.accept('audit', Object.keys(access));
  for (const message of messages) await world.deliver(message);
  return world.as();
}

async function allPages(ledger: Awaited<ReturnType<typeof audited>>) {
  const pages: Awaited<ReturnType<typeof readObservations>>[] = [];
  let cursor: string | undefined;
  do {
    const page = await readObservations(ledger, 'audit', cursor === undefined ? {} : { cursor });
    pages.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return pages;
}

test('every call comes once, in ledger order, page by page', async () => {
  const calls = Array.from({ length: 65 }, (_, i) => `0${i}`);
  const ledger = await audited(Object.fromEntries(calls.map((id) => [id, ['7']])));
  const pages = await allPages(ledger);
  expect(pages).toHaveLength(3);
  expect(pages.flatMap((page) => page.observations.map(({ callId }) => callId))).toEqual(
    inLedgerOrder(calls),
  );
});

test('big calls make short pages, and no page is over 6 MB', async () => {
  const users = userIds(20_000);
  const calls = Array.from({ length: 12 }, (_, i) => String(i));
  const ledger = await audited(Object.fromEntries(calls.map((id) => [id, users])));
  const pages = await allPages(ledger);
  expect(pages.flatMap((page) => page.observations)).toHaveLength(12);
  for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(6_000_000);
});

test.each(['', 'x', 'MA', 'LTEuMA', '1.1'])('%j is no cursor of ours', async (cursor) => {
  const ledger = await audited({ '1': ['7'] });
  await expect(readObservations(ledger, 'audit', { cursor })).rejects.toMatchObject({
    code: 'invalid-cursor',
  });
});

test('of an audit that is not there nothing is read', async () => {
  const ledger = await audited({ '1': ['7'] });
  await expect(readObservations(ledger, 'nobody', {})).rejects.toMatchObject({
    code: 'audit-not-found',
  });
});

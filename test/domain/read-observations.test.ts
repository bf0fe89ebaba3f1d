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

/** Chunks whose evidence was read for a page. */
async function chunksRead(ledger: Awaited<ReturnType<typeof audited>>): Promise<number[]> {
  const read: number[] = [];
  const { ofChunks } = ledger.evidence;
  const watching = Object.assign(Object.create(ledger.evidence), {
    ofChunks: (auditId: string, from: number, to: number) => {
      for (let chunk = from; chunk < to; chunk++) read.push(chunk);
      return ofChunks.call(ledger.evidence, auditId, from, to);
    },
  });
  await readObservations({ ...ledger, evidence: watching }, 'audit', {});
  return read;
}

test('a page reads the chunks that it shows', async () => {
  const big = userIds(20_000);
  const calls = Array.from({ length: 30 }, (_, i) => String(i));
  const crowded = await audited(Object.fromEntries(calls.map((id) => [id, big])));
  // Three calls a chunk, 0.8 MB each in the page: the fifth one does not fit 4 MB.
  expect(await chunksRead(crowded)).toEqual([0, 1]);
  const plain = await audited(Object.fromEntries(calls.map((id) => [id, ['7']])));
  expect(await chunksRead(plain)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('what was checked and is kept no longer is told, not left out', async () => {
  const world = worldWith({ '1': ['7'], '2': [], '3': ['8'], '4': ['9'] });
  for (const message of await world.accept('audit', ['1', '2', '3', '4'])) {
    await world.deliver(message);
  }
  world.ledger.evidence.chunks.delete('AUDIT#audit EVIDENCE#000000');
  const { observations } = await readObservations(world.as(), 'audit', {});
  const [kept] = (await world.as().audits.chunk('audit', 1)) ?? [];
  expect(observations).toHaveLength(4);
  for (const { callId, ...told } of observations) {
    if (callId === kept) expect(told).toMatchObject({ requestId: expect.any(String) });
    else expect(told).toEqual({ outcome: 'failed', reason: 'evidence-expired' });
  }
});

test('what was not checked yet is left out', async () => {
  const world = worldWith({ '1': ['7'], '2': [], '3': ['8'], '4': ['9'] });
  const [message] = await world.accept('audit', ['1', '2', '3', '4']);
  if (message) await world.deliver(message);
  expect((await readObservations(world.as(), 'audit', {})).observations).toHaveLength(3);
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

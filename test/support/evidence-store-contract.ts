import { randomBytes } from 'node:crypto';
import type { AuditStore, EvidenceStore } from '../../lambdas/domain/ports';
import { answer, at, evidenceOf } from './samples';

const digest = (n: number) => ({
  calls: n,
  requests: n + 1,
  sha256: n.toString(16).padStart(64, '0'),
});

/** What every store of evidence must do. */
export function evidenceStoreContract(
  stores: () => { readonly evidence: EvidenceStore; readonly audits: AuditStore },
): void {
  const store = () => stores().evidence;

  test('the first evidence of a chunk counts, whoever comes later', async () => {
    const first = evidenceOf(answer(0, 2, 1, '{"callAccessList":[]}'));
    expect(await store().commitChunk('first', 0, first, digest(1))).toEqual(first);
    expect(await store().commitChunk('first', 0, evidenceOf(answer(0, 2, 9)), digest(2))).toEqual(
      first,
    );
    expect(await store().ofChunks('first', 0, 1)).toEqual(new Map([[0, first]]));
    expect(await store().digests('first', 0, 1)).toEqual(new Map([[0, digest(1)]]));
  });

  test('of 20 writers all get the same evidence', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        store().commitChunk('race', 3, evidenceOf(answer(0, 1, i)), digest(i)),
      ),
    );
    expect(new Set(all.map((evidence) => JSON.stringify(evidence))).size).toBe(1);
  });

  test('evidence comes back as it was, remembered answers and gaps with it', async () => {
    const whole = {
      answers: [
        answer(0, 1, 1, 'not even JSON: "\u0000 ü €'),
        { ...answer(2, 3, 0, ''), kind: 'not-found' as const, remembered: true },
      ],
      gaps: [{ from: 1, to: 2, reason: 'status-500' }],
    };
    await store().commitChunk('whole', 12, whole, digest(1));
    expect((await store().ofChunks('whole', 12, 13)).get(12)).toEqual(whole);
  });

  test('evidence of more than 400 KB, compressed, is kept whole', async () => {
    const body = randomBytes(900_000).toString('base64');
    const big = evidenceOf(answer(0, 1, 1, body));
    const other = evidenceOf(answer(0, 1, 2, body.slice(1)));
    const [one, two] = await Promise.all([
      store().commitChunk('big', 0, big, digest(1)),
      store().commitChunk('big', 0, other, digest(2)),
    ]);
    expect(two).toEqual(one);
    expect((await store().ofChunks('big', 0, 1)).get(0)).toEqual(one);
  });

  test('ranges of chunks come as far as they are there', async () => {
    for (const chunk of [0, 2, 11]) {
      await store().commitChunk('range', chunk, evidenceOf(answer(0, 1, chunk)), digest(chunk));
    }
    expect([...(await store().ofChunks('range', 0, 11)).keys()]).toEqual([0, 2]);
    expect([...(await store().ofChunks('range', 2, 12)).keys()]).toEqual([2, 11]);
    expect(await store().ofChunks('range', 3, 11)).toEqual(new Map());
    expect(await store().digests('range', 1, 12)).toEqual(
      new Map([
        [2, digest(2)],
        [11, digest(11)],
      ]),
    );
  });

  test('a chunk’s evidence is found by its reference, with the calls it is about', async () => {
    const { audits, evidence } = stores();
    await audits.putChunks('refs', [['1'], ['007', '99999999999999999999']]);
    const kept = evidenceOf(answer(0, 2, 1));
    await evidence.commitChunk('refs', 1, kept, digest(1));
    const callIds = ['007', '99999999999999999999'];
    expect(await evidence.evidence(evidence.refOf('refs', 1))).toEqual({ callIds, evidence: kept });
    expect(await evidence.evidence(evidence.refOf('refs', 0))).toBeUndefined();
  });

  test('a check’s evidence is found by its reference, and the first one counts', async () => {
    const stored = { callIds: ['0012'], evidence: evidenceOf(answer(0, 1, 5)) };
    const check = { checkId: 'check-1', requestedBy: 'auditor', observedAt: at(5), stored };
    const ref = await store().putCheck(check);
    const later = { ...check, stored: { callIds: ['9'], evidence: evidenceOf() } };
    expect(await store().putCheck(later)).toEqual(ref);
    expect(await store().evidence(ref)).toEqual(stored);
  });

  test('pending checks are noted once and taken off', async () => {
    const pending = (checkId: string) => ({
      ...{ checkId, observedAt: at(1) },
      evidence: { pk: 'CHECK#2026-03-31', sk: checkId },
    });
    const before = await store().pending();
    await store().notePending(pending('a'));
    await store().notePending(pending('b'));
    await store().notePending(pending('a'));
    const sorted = (await store().pending()).map(({ checkId }) => checkId).sort();
    expect(sorted).toEqual([...before.map(({ checkId }) => checkId), 'a', 'b'].sort());
    await store().clearPending(pending('a'));
    await store().clearPending(pending('a'));
    await store().clearPending(pending('b'));
    expect(await store().pending()).toEqual(before);
  });
}

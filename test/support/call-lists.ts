import type { ListReport } from '../../lambdas/domain/call-list';
import { ListUnusable } from '../../lambdas/domain/errors';
import type { CallLists, ListPlace } from '../../lambdas/domain/trigger-ports';

/** A bucket in memory. */
export class MemoryCallLists implements CallLists {
  readonly texts = new Map<string, string>();
  readonly reports = new Map<string, ListReport>();

  async open({ key }: ListPlace) {
    const text = this.texts.get(key);
    if (text === undefined) throw new ListUnusable('list-not-found');
    return { etag: 'etag', bytes: inParts(text) };
  }

  async putReport({ key }: ListPlace, report: ListReport): Promise<void> {
    this.reports.set(key, report);
  }
}

async function* inParts(text: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < text.length; at += 1_000) yield Buffer.from(text.slice(at, at + 1_000));
}

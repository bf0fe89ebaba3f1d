import * as v from 'valibot';
import type { Api } from './client';

/**
 * A list of the API, page after page, in bounded memory. A feed's last page has a cursor for later, and says that there
 * is no more now.
 */
export async function* pages<T, K extends string>(
  api: Api,
  path: string,
  { name, item, query = {} }: { name: K; item: v.GenericSchema<unknown, T>; query?: Query },
): AsyncGenerator<T[]> {
  const schema = v.looseObject({
    [name]: v.array(item),
    cursor: v.optional(v.string()),
    more: v.optional(v.boolean()),
  });
  let cursor: string | undefined;
  do {
    const page = await api.get(path, schema, { ...query, cursor });
    yield page[name] as T[];
    cursor = page.more === false ? undefined : (page.cursor as string | undefined);
  } while (cursor !== undefined);
}

type Query = Readonly<Record<string, string | undefined>>;

/** All items of a list that is known to be short, or as many as `most`. */
export async function collect<T>(list: AsyncIterable<T[]>, most = Number.POSITIVE_INFINITY) {
  const all: T[] = [];
  for await (const page of list) {
    for (const item of page) all.push(item);
    if (all.length >= most) break;
  }
  return all.slice(0, most);
}

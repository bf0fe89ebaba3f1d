import * as v from 'valibot';

const accessAnswer = v.object({
  requestId: v.string(),
  callAccessList: v.array(
    v.object({ callId: v.string(), users: v.nullable(v.array(v.object({ userId: v.string() }))) }),
  ),
});
type AccessAnswer = v.InferOutput<typeof accessAnswer>;
type Entry = AccessAnswer['callAccessList'][number];

/** Changes the entry that the fault names: its `callId`, or else the first. */
const entry =
  (change: (entry: Entry) => unknown[]) =>
  (answer: AccessAnswer, callId: string | undefined): unknown => {
    const at = answer.callAccessList.findIndex((e) => callId === undefined || e.callId === callId);
    const list = answer.callAccessList.flatMap((e, n) => (n === at ? change(e) : [e]));
    return { ...answer, callAccessList: list };
  };

const list = (callAccessList: unknown) => (answer: AccessAnswer) => ({
  ...answer,
  callAccessList,
});

/** The ways of telling an answer otherwise: some legal by Gong's document, some not. */
const rewrites = {
  'list-absent': ({ requestId }: AccessAnswer) => ({ requestId }),
  'list-null': list(null),
  'list-empty': list([]),
  'list-object': list({}),
  'list-string': list('none'),
  'list-number': list(0),
  'call-dropped': entry(() => []),
  'call-twice': entry((e) => [e, e]),
  'call-not-asked': entry((e) => [e, { callId: '99999999999999999999', users: [] }]),
  'call-id-empty': entry((e) => [{ ...e, callId: '' }]),
  'call-id-long': entry((e) => [{ ...e, callId: '9'.repeat(2 ** 20) }]),
  'users-absent': entry(({ callId }) => [{ callId }]),
  'users-null': entry(({ callId }) => [{ callId, users: null }]),
  'users-string': entry(({ callId }) => [{ callId, users: 'none' }]),
  'users-object': entry(({ callId }) => [{ callId, users: {} }]),
  'user-twice': entry((e) => [{ ...e, users: [...(e.users ?? []), ...(e.users ?? [])] }]),
  'user-without-id': entry((e) => [{ ...e, users: [...(e.users ?? []), {}] }]),
  'user-under-id': entry((e) => [{ ...e, users: e.users?.map(({ userId }) => ({ id: userId })) }]),
  'fields-unknown': (answer: AccessAnswer) => ({ more: { deep: [1] }, ...answer, extra: null }),
  'request-id-absent': ({ callAccessList }: AccessAnswer) => ({ callAccessList }),
  'ids-numeric': (answer: AccessAnswer) => answer,
} as const;

export type Rewrite = keyof typeof rewrites;
export const rewriteNames = Object.keys(rewrites) as Rewrite[];

/** The body told otherwise; a body that is no answer about access stays as it is. */
export function rewrite(body: string, how: Rewrite, callId: string | undefined): string {
  const parsed = v.safeParse(accessAnswer, JSON.parse(body));
  if (!parsed.success) return body;
  const text = JSON.stringify(rewrites[how](parsed.output, callId));
  return how === 'ids-numeric' ? text.replace(quotedId, '$1$2') : text;
}

/** IDs as JSON numbers have no leading zeros. */
const quotedId = /("(?:callId|userId)":)"0*([0-9]+)"/g;

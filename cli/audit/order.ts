import { findOutputs } from '../api/find-outputs';
import type { Context } from '../context';
import { usageError } from '../errors';
import { parseId } from '../input/ids';
import { parseMoment } from '../input/moment';

/** Where an audit's calls come from, as the command line names it. */
export interface SourceOptions {
  readonly from?: string;
  readonly to?: string;
  readonly workspace?: string;
  readonly list?: string;
  readonly known?: boolean;
}

/** A body of `POST /audits` whose calls are yet to be listed. */
export type ListedOrder =
  | { readonly calls: { fromDateTime: string; toDateTime: string; workspaceId?: string } }
  | { readonly list: { bucket: string; key: string } }
  | { readonly known: true };

/**
 * What to audit: the calls that Gong lists, a list in S3, or all known ones; undefined if it is a file.
 * @param now milliseconds since 1970
 * @throws CliError unless exactly one of them is named
 */
export async function listedOrder(
  context: Context,
  file: string | undefined,
  options: SourceOptions,
  now: number,
): Promise<ListedOrder | undefined> {
  const { from, to, workspace, list, known } = options;
  const named = [file, from, list, known].filter((one) => one !== undefined);
  if (named.length !== 1) {
    throw usageError(
      'name the calls in one way: a file (or -), --from, --list or --known',
      '`gong-access audit --help` explains each.',
    );
  }
  if (from === undefined && (to !== undefined || workspace !== undefined)) {
    throw usageError('--to and --workspace go with --from');
  }
  if (from !== undefined) return { calls: rangeOf(from, options, now) };
  if (list !== undefined) return { list: await placeOf(context, list) };
  return known ? { known } : undefined;
}

function rangeOf(from: string, { to, workspace }: SourceOptions, now: number) {
  const fromDateTime = parseMoment(from, '--from', now);
  const toDateTime = to === undefined ? new Date(now).toISOString() : parseMoment(to, '--to', now);
  if (Date.parse(fromDateTime) >= Date.parse(toDateTime)) {
    throw usageError('--from must be before --to');
  }
  const workspaceId = workspace && { workspaceId: parseId(workspace, 'workspace') };
  return { fromDateTime, toDateTime, ...workspaceId };
}

/** `s3://bucket/key`, or a key in the stack's bucket of lists. */
async function placeOf(context: Context, list: string): Promise<{ bucket: string; key: string }> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(list) ?? [];
  if (bucket !== undefined && key !== undefined) return { bucket, key };
  if (list === '' || list.startsWith('s3:')) {
    throw usageError('--list is not the place of a list', 'Write s3://bucket/key, or the key.');
  }
  const output = await findOutputs(context, 'the list’s bucket too: --list s3://bucket/key');
  return { bucket: output('ListBucketName'), key: list };
}

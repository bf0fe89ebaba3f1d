/** Calls that started at `from` or later and before `to`; milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Where an audit's calls come from, if its request did not name them. */
export type AuditSource =
  | ({ readonly kind: 'calls'; readonly workspaceId?: string } & Window)
  | { readonly kind: 'list'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'known' };

/** A source as the API shows it; times are ISO 8601 UTC. */
export type SourceView =
  | { readonly calls: { fromDateTime: string; toDateTime: string; workspaceId?: string } }
  | { readonly list: { bucket: string; key: string } }
  | { readonly known: true };

const iso = (moment: number) => new Date(moment).toISOString();

export function sourceView(source: AuditSource): SourceView {
  if (source.kind === 'known') return { known: true };
  if (source.kind === 'list') return { list: { bucket: source.bucket, key: source.key } };
  const { from, to, workspaceId } = source;
  const workspace = workspaceId === undefined ? {} : { workspaceId };
  return { calls: { fromDateTime: iso(from), toDateTime: iso(to), ...workspace } };
}

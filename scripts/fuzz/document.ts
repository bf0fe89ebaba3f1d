type Operations = Readonly<
  Record<string, { readonly responses: Readonly<Record<string, object>> }>
>;

/** The parts of an OpenAPI document that are looked into here. */
export interface Document {
  readonly security?: unknown;
  readonly paths: Readonly<Record<string, Operations>>;
}

export const documentOf = async (url: string): Promise<Document> =>
  (await (await fetch(`${url}/openapi.json`)).json()) as Document;

/** The statuses that the document names, by method and path. */
export const statusesOf = ({ paths }: Document): Map<string, readonly string[]> =>
  new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { responses }]) => [
        `${method.toUpperCase()} ${path}`,
        Object.keys(responses),
      ]),
    ),
  );

/** The stage is open: to a route that should be signed it answers without. */
export function withoutSignatures({ security: _, paths, ...rest }: Document): Document {
  const open = Object.entries(paths).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations).map(([method, operation]) => [
        method,
        { ...operation, security: [] },
      ]),
    ),
  ]);
  return { ...rest, paths: Object.fromEntries(open) };
}

import type * as v from 'valibot';

type Schema = v.GenericSchema<unknown, unknown>;
/** Of strings by name, as the gateway hands them over. */
type Strings = v.GenericSchema<Record<string, unknown>, unknown>;

/** What a route may answer with, for the document. */
export interface AnswerDescription {
  readonly description: string;
  readonly schema: Schema;
  readonly example: unknown;
  /** Names and meanings of headers beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One route of the API, described once: requests are checked against it and the OpenAPI document is made from it.
 * `path` is spelled as in the gateway (`/calls/{callId}/access`); header names are in lower case.
 */
export interface Route<
  B extends Schema = Schema,
  P extends Strings = Strings,
  Q extends Strings = Strings,
  H extends Strings = Strings,
> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** `gong`: signed by Gong in its own way. @default - IAM authorization */
  readonly security?: 'gong';
  readonly request: {
    readonly body: B;
    readonly path: P;
    readonly query: Q;
    readonly headers: H;
  };
  /** An example of a body, for a route that takes one. */
  readonly example?: unknown;
  readonly answers: Readonly<Record<number, AnswerDescription>>;
}

/** Keeps the exact types of a description's schemas. */
export const describeRoute = <
  B extends Schema,
  P extends Strings,
  Q extends Strings,
  H extends Strings,
>(
  route: Route<B, P, Q, H>,
): Route<B, P, Q, H> => route;

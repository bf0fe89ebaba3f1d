/**
 * Takes the place of `@smithy/core/event-streams` in the bundles: no operation that is used here has an event stream, and
 * the part keeps the bundler from flattening the SDK. Whoever needs it is told so.
 */
function leftOut(): never {
  throw new Error(
    'event streams are left out of this bundle (lambdas/adapters/left-out/event-streams.ts)',
  );
}

export class EventStreamSerde {
  constructor() {
    leftOut();
  }
}

/** Clients that have an operation with a stream, such as S3's, make one whether they use it or not. */
export const eventStreamSerdeProvider = () => ({ serialize: leftOut, deserialize: leftOut });

export const resolveEventStreamSerdeConfig = <
  Input extends { eventStreamSerdeProvider: (input: Input) => unknown },
>(
  input: Input,
) => Object.assign(input, { eventStreamMarshaller: input.eventStreamSerdeProvider(input) });

import * as v from 'valibot';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
/** Milliseconds; a day at most. */
const duration = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));
const httpStatus = v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599));
/** Milliseconds since 1970. */
const moment = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What stays as it is while the stand-in runs: with it the truth about every call at every moment is settled. */
const settled = {
  /** On 127.0.0.1. Default 0: any free port. */
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  /** Same seed, same calls, users and changes. Default `gong`. */
  seed: v.string(),
  /** Calls that Gong does not know. Default 0.001. */
  shareUnknown: share,
  /** Known calls to which nobody has access. Default 0.3. */
  shareWithoutAccess: share,
  /** Users of a call that has any, about; the number varies much from call to call. Default 3. */
  meanUsers: v.pipe(v.number(), v.minValue(1), v.maxValue(100)),
  /** Calls with a great many users, and about how many. Default none. */
  largeCalls: v.strictObject({ share, users: atLeastOne }),
  /** Grants and revocations a call and day, about. Default 0: access is frozen. */
  changesPerCallAndDay: v.pipe(v.number(), v.minValue(0), v.maxValue(86_400)),
  /** Known calls that an answer leaves out, as Gong's document allows. Default 0. */
  shareOmitted: share,
  /** Known calls named with `users: null`. Default 0. */
  shareNullUsers: share,
  /** When the first call of the listing took place. Default 2026-01-01. */
  firstCallAt: moment,
  /** Calls that take place a day, evenly. Default 200. */
  callsPerDay: atLeastOne,
};

/** What `PATCH /_stand-in/options` may change. */
const changeable = {
  /** Default `stand-in-key`. */
  accessKey: v.string(),
  /** Default `stand-in-secret`. */
  accessKeySecret: v.string(),
  /** Also accepted as `Authorization: Bearer`. Default null: none is. */
  bearerToken: v.nullable(v.string()),
  /** Scopes that the credentials lack, e.g. `api:call-user-access:read`: 401, as Gong. Default none. */
  missingScopes: v.array(v.string()),
  /** The client's address is not on Gong's list: 403. Default false. */
  untrustedAddress: v.boolean(),
  /** Arrivals accepted in any sliding second. Default 3. */
  requestsPerSecond: atLeastOne,
  /** Arrivals accepted in a day. Default 10,000. */
  requestsPerDay: atLeastOne,
  /** Default 24 hours. */
  dayLengthMs: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** When a day began; days follow without a gap. Default null: a day begins with the first request after the last. */
  dayStart: v.nullable(moment),
  /** Whether refused requests count as well. Default: no. */
  refusedCount: v.strictObject({ second: v.boolean(), day: v.boolean() }),
  /** A request is counted up to this much after it arrived, evenly spread. Default 0. */
  arrivalJitterMs: duration,
  /** Time to an answer, lognormal. Default 0. */
  latency: v.strictObject({ medianMs: duration, p99Ms: duration }),
  /** The most calls that a request may name, and the answer to more. Default null: any number. */
  callLimit: v.nullable(
    v.strictObject({ calls: atLeastOne, status: httpStatus, text: v.string() }),
  ),
  /** The order of an answer's calls. Default `request`. */
  answerOrder: v.picklist(['request', 'shuffled']),
  /** Records of a page of `GET /v2/calls`. Default 100. */
  pageSize: v.pipe(count, v.minValue(1)),
  /** How long a cursor is good, from the first page on. Default 1 hour. */
  cursorLifetimeMs: v.pipe(v.number(), v.minValue(0)),
};

const all = v.strictObject({ ...settled, ...changeable });

export type Settings = v.InferOutput<typeof all>;
export type GongStandInOptions = Partial<Settings>;
export type ChangeableOptions = Partial<Pick<Settings, keyof typeof changeable>>;

export const defaults: Settings = {
  port: 0,
  seed: 'gong',
  shareUnknown: 0.001,
  shareWithoutAccess: 0.3,
  meanUsers: 3,
  largeCalls: { share: 0, users: 20_000 },
  changesPerCallAndDay: 0,
  shareOmitted: 0,
  shareNullUsers: 0,
  firstCallAt: Date.UTC(2026, 0, 1),
  callsPerDay: 200,
  accessKey: 'stand-in-key',
  accessKeySecret: 'stand-in-secret',
  bearerToken: null,
  missingScopes: [],
  untrustedAddress: false,
  requestsPerSecond: 3,
  requestsPerDay: 10_000,
  dayLengthMs: 86_400_000,
  dayStart: null,
  refusedCount: { second: false, day: false },
  arrivalJitterMs: 0,
  latency: { medianMs: 0, p99Ms: 0 },
  callLimit: null,
  answerOrder: 'request',
  pageSize: 100,
  cursorLifetimeMs: 3_600_000,
};

/**
 * The settings that the options make, defaults filled in.
 * @throws v.ValiError for an unknown option or a bad value
 */
export const settingsOf = (options: unknown): Settings => ({
  ...defaults,
  ...withoutUndefined(v.parse(v.partial(all), options)),
});

/** @throws v.ValiError also for an option that cannot change while the stand-in runs */
export const changesOf = (options: unknown): ChangeableOptions =>
  withoutUndefined(v.parse(v.partial(v.strictObject(changeable)), options));

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** An option given as `undefined` is an option not given. */
function withoutUndefined<T extends object>(options: T): Defined<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Defined<T>;
}

import * as v from 'valibot';

/** The environment of a function: strings in, typed values out. The construct and the handler share one schema each. */
export type EnvSchema = v.GenericSchema<Record<string, string | undefined>, unknown>;

/**
 * Reads a function's environment.
 * @throws Error naming each variable that is missing or wrong, never its value; the function then fails to start.
 */
export function readEnv<const S extends EnvSchema>(
  schema: S,
  env: NodeJS.ProcessEnv = process.env,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, env);
  if (parsed.success) return parsed.output;
  const names = [...new Set(parsed.issues.map((issue) => v.getDotPath(issue) ?? 'environment'))];
  throw new Error(`environment variables missing or wrong: ${names.join(', ')}`);
}

const positive = v.pipe(v.string(), v.decimal(), v.transform(Number), v.minValue(0.001));
const share = v.pipe(v.string(), v.decimal(), v.transform(Number), v.minValue(0), v.maxValue(0.9));
const text = v.pipe(v.string(), v.minLength(1));
export const wholeNumber = v.pipe(v.string(), v.digits(), v.transform(Number), v.minValue(1));

/** For every function that reads or writes the ledger. */
export const ledgerEnv = { TABLE_NAME: text };

/** Gong's limits and how they are shared: the same for all functions. */
export const paceEnv = {
  GONG_REQUESTS_PER_SECOND: positive,
  GONG_REQUESTS_PER_DAY: positive,
  /** Share of the day that only interactive checks may use. */
  GONG_INTERACTIVE_SHARE: share,
  /** Share of the day left to Gong's other integrations. */
  GONG_OTHERS_SHARE: share,
  /** Length of Gong's day. */
  GONG_DAY_HOURS: positive,
};

/** For the functions that ask Gong. */
export const gongEnv = {
  GONG_SECRET_ARN: text,
  /** `gong`: only Gong's own hosts over TLS. `loopback`: also this machine, on the local stage. */
  GONG_HOSTS: v.picklist(['gong', 'loopback']),
  ...paceEnv,
};

/** For the functions that store what Gong said. */
export const retentionEnv = {
  /** Days that Gong's answers and receipts of unchanged calls are kept; absent: for ever. */
  EVIDENCE_KEEP_DAYS: v.optional(
    v.pipe(v.string(), v.regex(/^[1-9][0-9]{0,4}$/), v.transform(Number)),
  ),
};

export const queueEnv = { QUEUE_URL: text };
export const listingEnv = { LISTING_QUEUE_URL: text };
/** For the functions that a queue feeds. */
export const takingEnv = {
  /** Receives after which the queue moves a message to the dead-letter queue. */
  QUEUE_MOST_RECEIVES: wholeNumber,
};
export const eventsEnv = { EVENT_BUS_NAME: text };

const seconds = v.pipe(v.string(), v.digits(), v.transform(Number));

/** For the function that receives Gong's webhook. */
export const webhookEnv = {
  /** As Gong's page shows it: base64 without PEM lines. */
  WEBHOOK_PUBLIC_KEY: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{100,2000}={0,2}$/)),
  /** The address that the webhook was set up with; `request`: whatever address the request came to. */
  WEBHOOK_URL: v.union([v.literal('request'), v.pipe(v.string(), v.url())]),
  WEBHOOK_DELAY_SECONDS: seconds,
  /** After how many seconds more the call is audited again; 0: it is not. */
  WEBHOOK_AGAIN_SECONDS: seconds,
};

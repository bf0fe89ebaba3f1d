import type { Node } from 'constructs';
import * as v from 'valibot';

const number = (...checks: [min: number, max: number]) =>
  v.optional(
    v.pipe(
      v.union([v.number(), v.pipe(v.string(), v.decimal(), v.transform(Number))]),
      v.minValue(checks[0]),
      v.maxValue(checks[1]),
    ),
  );

/** What may be said with `cdk … -c name=value`; all of it is optional. */
const context = v.object({
  /** `local` and `throwaway` keep nothing, and let Gong be on this machine. */
  stage: v.optional(v.picklist(['production', 'local', 'throwaway']), 'production'),
  stackName: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9-]{0,100}$/)),
    'GongAccessAudit',
  ),
  /** ARN of an existing secret, with its six random characters. */
  secretArn: v.optional(
    v.pipe(v.string(), v.regex(/^arn:[^:]+:secretsmanager:.+-[A-Za-z0-9]{6}$/)),
  ),
  alarmEmail: v.optional(v.pipe(v.string(), v.email())),
  requestsPerSecond: number(0.001, 1000),
  requestsPerDay: number(1, 100_000_000),
  interactiveShare: number(0, 0.9),
  othersShare: number(0, 0.9),
  gongDayHours: number(0.001, 48),
  /** Requests a second that the HTTP API takes, and twice as many at once. */
  apiRequestsPerSecond: number(1, 10_000),
  /** Whether a day without a completed audit is an alarm. */
  dailyAudit: v.optional(v.picklist(['true', 'false']), 'false'),
  /** Whether synthesis fails on what cdk-nag finds. */
  securityChecks: v.optional(v.picklist(['true', 'false']), 'false'),
  /** Whether the stack sets the account's role for API Gateway's logs. */
  accountLogging: v.optional(v.picklist(['true', 'false']), 'true'),
  /** Of Gong's webhook, as its page shows it; without, there is no route for it. */
  webhookPublicKey: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{100,2000}={0,2}$/))),
  /** The address that the webhook was set up with. */
  webhookUrl: v.optional(v.pipe(v.string(), v.url())),
  webhookDelaySeconds: number(0, 86_400),
  webhookAgainDays: number(0, 365),
  /** Every night, 02:00 UTC: the calls of so many last days. */
  nightlyDays: number(1, 3_660),
  /** Every Sunday, 03:00 UTC: every call that the ledger knows. */
  weeklyKnownCalls: v.optional(v.picklist(['true', 'false']), 'false'),
  /** Days that Gong's answers are kept; without, for ever. */
  evidenceKeepDays: number(1, 99_999),
  /** Days for which signed manifests of ended audits are locked; without, there are none. */
  sealDays: number(1, 36_500),
  /** Whether requests to Gong come from one address, an output of the stack. */
  fixedEgress: v.optional(v.picklist(['true', 'false']), 'false'),
  /** Whether the example state machine is deployed. */
  workflow: v.optional(v.picklist(['true', 'false']), 'false'),
});

export type AppContext = v.InferOutput<typeof context>;

/** @throws Error naming each value that is wrong. */
export function readContext(node: Pick<Node, 'tryGetContext'>): AppContext {
  const given = Object.keys(context.entries).map((name) => [name, node.tryGetContext(name)]);
  const parsed = v.safeParse(context, Object.fromEntries(given));
  if (parsed.success) return parsed.output;
  const names = [...new Set(parsed.issues.map((issue) => v.getDotPath(issue) ?? 'context'))];
  throw new Error(`context values that are not valid (cdk -c name=value): ${names.join(', ')}`);
}

import * as v from 'valibot';
import { ApiRefusal } from '../errors';
import { type ExitCode, exitCodes } from '../exit-codes';

const problem = v.object({
  errors: v.optional(v.array(v.string()), []),
  code: v.optional(v.string()),
  requestId: v.optional(v.string()),
});

/** What to do about codes and statuses where the text of the answer does not say it. */
const adviceByCode: Readonly<Record<string, string>> = {
  'not-signed': 'Give AWS credentials that may invoke the API (AWS_PROFILE or AWS_ACCESS_KEY_ID).',
  'gong-credentials-rejected': 'Run `gong-access doctor`: it says what is wrong with the key.',
  'gong-secret-invalid': 'Fill the stack’s secret; `gong-access doctor` says how.',
  'gong-breaker-open': 'Gong refuses the key; `gong-access doctor` says why.',
  'gong-day-spent': '`gong-access audit` takes any number of calls and waits for the next day.',
  'audit-not-found': '`gong-access status` lists the audits.',
  'call-not-observed': 'Check it first: `gong-access check <callId>`.',
  'audit-ended': '`gong-access status <auditId>` shows how it ended.',
  'too-many-audits': 'Wait until some have ended: `gong-access status` lists the newest.',
  'idempotency-key-reused': 'Use another --idempotency-key for another list or label.',
};

/** The refusal that an answer's status and body tell. */
export function refusalOf(status: number, body: unknown): ApiRefusal {
  const said = v.safeParse(problem, body);
  const { errors, code, requestId } = said.success
    ? said.output
    : { errors: [], code: undefined, requestId: undefined };
  const text = errors.length > 0 ? errors.join('; ') : `status ${status} without an explanation`;
  const reference = requestId === undefined ? '' : ` (request ${requestId})`;
  const advice = code === undefined ? adviceByStatus(status) : adviceByCode[code];
  return new ApiRefusal(`${text}${reference}`, exitCodeOf(status, code), advice, status, code);
}

function exitCodeOf(status: number, code: string | undefined): ExitCode {
  if (status === 404) return exitCodes.notFound;
  if (status >= 500 && code !== 'gong-secret-invalid') return exitCodes.unreachable;
  return status === 400 ? exitCodes.usage : exitCodes.refused;
}

const adviceByStatus = (status: number) =>
  status === 403 ? 'Check the AWS credentials and their right to invoke the API.' : undefined;

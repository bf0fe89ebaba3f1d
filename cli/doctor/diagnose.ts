import type { Api } from '../api/client';
import { type QuotaShape, quota } from '../api/shapes';
import { CliError } from '../errors';
import { count, percent, time } from '../output/format';
import { type ProbeOptions, probeGong } from './probe';

/** One thing that was looked at. */
export interface Finding {
  readonly what: string;
  readonly state: 'fine' | 'unsure' | 'wrong';
  readonly text: string;
  /** What to do, unless it is fine. */
  readonly advice?: string;
}

/** Looks at everything that must be in order, from the outside to the inside; stops where nothing more can be seen. */
export async function diagnose(api: Api, options: ProbeOptions): Promise<Finding[]> {
  let seen: QuotaShape;
  try {
    seen = await api.get('/quota', quota);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return [unreached(api, error)];
  }
  const reached: Finding = { what: 'API', state: 'fine', text: `${api.baseUrl.href} answers` };
  return [reached, ...(await probeGong(api, seen, options)), dayFinding(seen)];
}

const unreached = (api: Api, { message, advice }: CliError): Finding => ({
  what: 'API',
  state: 'wrong',
  text: `${api.baseUrl.href}: ${message}`,
  ...(advice === undefined ? {} : { advice }),
});

function dayFinding({ spent, requestsPerDay, left, dayEnd }: QuotaShape): Finding {
  const text = `${count(spent)} of ${count(requestsPerDay)} requests spent (${percent(spent / requestsPerDay)}), until ${time(dayEnd)}`;
  if (left.interactive === 0) {
    const advice = `Checks are refused until then; audits wait and go on by themselves.`;
    return { what: 'day', state: 'wrong', text, advice };
  }
  if (left.bulk > 0) return { what: 'day', state: 'fine', text };
  const advice = 'Audits wait for the next day; the rest is kept for checks.';
  return { what: 'day', state: 'unsure', text, advice };
}

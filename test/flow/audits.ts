import { type Answer, get, post } from './api';

export interface AuditAnswer {
  readonly auditId: string;
  readonly status: string;
  readonly requested: number;
  readonly duplicates: number;
  readonly totals: Record<'granted' | 'none' | 'notReturned' | 'notFound' | 'failed', number>;
  readonly progress: number;
  readonly failureReason?: string;
  readonly coverage: string;
}

export interface ObservationAnswer {
  readonly callId: string;
  readonly outcome: string;
  readonly users: readonly { readonly userId: string }[];
  readonly observedAt: string;
  readonly requestId: string;
}

const ended = ['completed', 'completed-with-gaps', 'failed', 'cancelled'];

/** Asks for an audit; fails unless it is accepted. */
export async function startAudit(
  callIds: readonly string[],
  headers: Record<string, string> = {},
): Promise<Answer<AuditAnswer>> {
  const answer = await post<AuditAnswer>('/audits', { callIds }, headers);
  if (answer.status !== 202)
    throw new Error(`POST /audits answered ${answer.status}: ${answer.text}`);
  return answer;
}

/** The audit once it has a status for which `is` holds. */
export async function audit(
  auditId: string,
  is: (status: string) => boolean = (status) => ended.includes(status),
  seconds = 120,
): Promise<AuditAnswer> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const { body, status, text } = await get<AuditAnswer>(`/audits/${auditId}`);
    if (status !== 200) throw new Error(`GET /audits/${auditId} answered ${status}: ${text}`);
    if (is(body.status)) return body;
    if (Date.now() > deadline) throw new Error(`still ${body.status} after ${seconds} s: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Every page of an audit's observations. */
export async function observations(auditId: string): Promise<ObservationAnswer[]> {
  const all: ObservationAnswer[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page = await get<{ observations: ObservationAnswer[]; cursor?: string }>(
      `/audits/${auditId}/observations${query}`,
    );
    if (page.status !== 200) throw new Error(`a page answered ${page.status}: ${page.text}`);
    all.push(...page.body.observations);
    cursor = page.body.cursor;
  } while (cursor !== undefined);
  return all;
}

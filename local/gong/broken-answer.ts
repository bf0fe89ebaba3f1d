import { type Answer, refusal } from './answer';
import type { Fault } from './fault';
import { rewrite } from './rewrites';

/** The answer that a fault puts in place of Gong's, if it does; then Gong does not do what was asked. */
export function insteadOf(requestId: string, fault: Fault | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'answer':
      return otherAnswer(requestId, fault);
    case 'html': {
      const body = '<!DOCTYPE html><html><body><h1>One moment, please</h1></body></html>';
      return { status: 200, headers: { 'content-type': 'text/html' }, body };
    }
    case 'empty':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
    case 'redirect':
      return { status: 302, headers: { location: fault.location }, body: '' };
    default:
      return undefined;
  }
}

/** Gong's answer as the fault lets it be told. */
export function retold(answer: Answer, fault: Fault | undefined): Answer {
  if (fault?.kind !== 'rewrite' || answer.status !== 200) return answer;
  return { ...answer, body: rewrite(answer.body, fault.how, fault.callId) };
}

function otherAnswer(
  requestId: string,
  { status, headers, body, text }: Extract<Fault, { kind: 'answer' }>,
): Answer {
  const usual = refusal(requestId, status, text);
  const fallback = status === 204 ? '' : usual.body;
  return { status, headers: { ...usual.headers, ...headers }, body: body ?? fallback };
}

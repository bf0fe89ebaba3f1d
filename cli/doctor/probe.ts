import * as v from 'valibot';
import type { Api } from '../api/client';
import { collect, pages } from '../api/pages';
import { audit, checked, observation, type QuotaShape } from '../api/shapes';
import { ApiRefusal } from '../errors';
import { parseId } from '../input/ids';
import { time } from '../output/format';
import type { Finding } from './diagnose';

export interface ProbeOptions {
  readonly call?: string;
  readonly probe: boolean;
}

const keyAdvice =
  'Put accessKey, accessKeySecret and baseUrl into the stack’s secret (output GongSecretArn): aws secretsmanager put-secret-value.';
const ipAdvice =
  'Add the stack’s egress address to the key’s trusted IPs in Gong, or take the list off the key.';

/** Whether Gong takes the key: by what the breaker remembers, and by one request, unless it is open. */
export async function probeGong(
  api: Api,
  { breaker }: QuotaShape,
  options: ProbeOptions,
): Promise<Finding[]> {
  if (breaker.state === 'open') {
    const again = `. Gong was not asked now: the next request may go at ${time(breaker.until)}`;
    return rejected(breaker.status ?? 401, breaker.missingScope, again);
  }
  if (!options.probe) {
    return [
      { what: 'key', state: 'unsure', text: 'not tried (--no-probe); the breaker is closed' },
    ];
  }
  const callId = options.call === undefined ? await someCall(api) : parseId(options.call, 'call');
  return ask(api, callId);
}

/** A call that Gong knew lately; else a made-up one, of which Gong will say that it does not know it. */
async function someCall(api: Api): Promise<string> {
  const [newest] = await collect(pages(api, '/audits', { name: 'audits', item: audit }), 1);
  if (!newest) return '1';
  const path = `/audits/${newest.auditId}/observations`;
  const seen = await collect(pages(api, path, { name: 'observations', item: observation }), 500);
  const known = seen.find(({ outcome }) => outcome === 'granted' || outcome === 'none');
  return known?.callId ?? '1';
}

async function ask(api: Api, callId: string): Promise<Finding[]> {
  const askedAt = Date.now();
  try {
    const { body } = await api.post('/v2/calls/users-access', checked, {
      body: { filter: { callIds: [callId] } },
      headers: { prefer: 'handling=lenient' },
    });
    return Date.parse(body.observedAt) < askedAt - 60_000 ? remembered : taken;
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return refusedFindings(error);
  }
}

const taken: Finding[] = [
  { what: 'secret', state: 'fine', text: 'filled' },
  { what: 'key', state: 'fine', text: 'Gong takes it' },
  { what: 'scope', state: 'fine', text: 'the key may read who has access' },
  { what: 'IP', state: 'fine', text: 'Gong trusts the address' },
];

const remembered: Finding[] = [
  {
    what: 'key',
    state: 'unsure',
    text: 'the ledger answered for a call that Gong did not know lately',
    advice: 'Name a call that exists: gong-access doctor --call <callId>.',
  },
];

const code = v.picklist([401, 403]);

function refusedFindings(error: ApiRefusal): Finding[] {
  if (error.code === 'gong-secret-invalid') {
    return [{ what: 'secret', state: 'wrong', text: error.message, advice: keyAdvice }];
  }
  if (error.code === 'gong-credentials-rejected' && v.is(code, error.status)) {
    return rejected(error.status, /the scope (\S+) is missing/.exec(error.message)?.[1], '');
  }
  const advice = error.advice ?? 'Try again in a minute.';
  return [{ what: 'key', state: 'unsure', text: error.message, advice }];
}

function rejected(status: number, scope: string | undefined, again: string): Finding[] {
  if (scope !== undefined) {
    const text = `the key lacks ${scope}${again}`;
    return [
      { what: 'scope', state: 'wrong', text, advice: `Give the key the scope ${scope} in Gong.` },
    ];
  }
  return status === 403
    ? [{ what: 'IP', state: 'wrong', text: `Gong refuses this address${again}`, advice: ipAdvice }]
    : [{ what: 'key', state: 'wrong', text: `Gong refuses it${again}`, advice: keyAdvice }];
}

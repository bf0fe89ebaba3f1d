import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, jsonAnswer, refusal, type StandInRequest } from './answer';
import { type Body, parsedJson, readBody } from './body';
import { insteadOf, retold } from './broken-answer';
import type { Fault } from './fault';
import { callsNamed } from './fault-queue';
import type { Verdict } from './limits';
import { requestIdOf } from './moments';
import { lognormal, unit } from './random';
import { answerAsGong, usersAccessPath } from './router';
import type { StandInState } from './state';
import type { Counters } from './stats';
import { pause, send } from './wire';

/**
 * A request to Gong, from arrival to answer. Every arrival counts against the limits, also one that a fault befalls or
 * that has the wrong credentials. The truth is read once the request is in; latency and delays come after that.
 */
export async function serveGong(
  req: IncomingMessage,
  res: ServerResponse,
  state: StandInState,
): Promise<void> {
  const { counters } = state;
  counters.arrived(state.clocks.monotonic());
  try {
    await serve(req, res, state, counters);
  } finally {
    counters.left();
  }
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  state: StandInState,
  counters: Counters,
): Promise<void> {
  const n = state.nextRequest();
  const reading = readBody(req);
  await waitFor(state.settings.arrivalJitterMs * unit(state.key, n, 3));
  const verdict = arrive(state);
  const body = await reading;
  if (!body) return;
  const request = requestOf(req, body, state, n);
  const { answer, fault } = makeAnswer(request, body, verdict, state);
  if (verdict.accepted) await waitFor(latency(state, n) + (fault?.delayMs ?? 0));
  count(counters, request, answer, fault, state.clocks.monotonic());
  await send(res, answer, fault);
}

function makeAnswer(
  request: StandInRequest,
  body: Body,
  verdict: Verdict,
  state: StandInState,
): { answer: Answer; fault?: Fault | undefined } {
  const { requestId } = request;
  if (!verdict.accepted) return { answer: tooMany(requestId, verdict.retryAfter) };
  if (body.kind === 'too-large') return { answer: refusal(requestId, 413, 'Payload Too Large') };
  const fault = state.faults.take({
    method: request.method,
    path: request.url.pathname,
    callIds: callsNamed(request.json),
  });
  const { world, timetable, settings } = state;
  const answer = () => answerAsGong(request, { world, timetable, rules: settings });
  return { answer: insteadOf(requestId, fault) ?? retold(answer(), fault), fault };
}

function requestOf(
  req: IncomingMessage,
  body: Body,
  { moments, key }: StandInState,
  n: number,
): StandInRequest {
  const method = req.method ?? '';
  const moment = method === 'PUT' || method === 'DELETE' ? moments.ofChange() : moments.ofAnswer();
  return {
    method,
    url: new URL(req.url ?? '/', 'http://gong'),
    headers: req.headers,
    json: body.kind === 'whole' ? parsedJson(body.text) : undefined,
    requestId: requestIdOf(moment, key, n),
    moment,
  };
}

function arrive({ limits, settings, clocks }: StandInState): Verdict {
  return limits.arrive(settings, { wall: clocks.wall(), monotonic: clocks.monotonic() });
}

function tooMany(requestId: string, retryAfter: number): Answer {
  const answer = jsonAnswer(requestId, 429, { errors: ['API request limit exceeded'] });
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfter) } };
}

function latency({ settings, key }: StandInState, n: number): number {
  return lognormal(settings.latency.medianMs, settings.latency.p99Ms, key, n);
}

async function waitFor(ms: number): Promise<void> {
  if (ms > 0) await pause(ms);
}

function count(
  counters: Counters,
  request: StandInRequest,
  { status, headers }: Answer,
  fault: Fault | undefined,
  now: number,
): void {
  const reading = request.method === 'POST' && request.url.pathname === usersAccessPath;
  const calls = reading ? callsNamed(request.json).size : 0;
  counters.answered(status, calls, headers['retry-after'], now);
  if (fault) counters.befell(fault.kind);
}

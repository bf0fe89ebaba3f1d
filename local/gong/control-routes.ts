import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { parsedJson, readBody } from './body';
import type { GongControls } from './controls';
import { parseFaults } from './fault';
import { idForm } from './ids';
import { changesOf } from './options';
import { problemOf } from './problem';
import { resettable } from './state';
import { send } from './wire';

export const controlPrefix = '/_stand-in/';

const id = v.pipe(v.string(), v.regex(idForm));
const moment = v.pipe(v.number(), v.integer(), v.minValue(0));
const momentText = v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,15}$/), v.transform(Number)));
const truthQuestion = v.strictObject({ callIds: v.array(id), at: v.optional(moment) });
const historyQuestion = v.strictObject({ callId: id, from: momentText, to: momentText });
const callIdsQuestion = v.strictObject({
  n: v.pipe(v.string(), v.regex(/^[0-9]{1,7}$/), v.transform(Number)),
});
const change = v.strictObject({
  grant: v.optional(v.array(id)),
  revoke: v.optional(v.array(id)),
  unknown: v.optional(v.boolean()),
});
const resetOrder = v.optional(
  v.strictObject({ only: v.optional(v.array(v.picklist(resettable))) }),
  {},
);

interface Asked {
  readonly controls: GongControls;
  /** The part of the path that the route leaves open. */
  readonly open: string;
  readonly query: Readonly<Record<string, string>>;
  readonly json: unknown;
}

/** A route's work; `undefined` where what was asked for is not there. */
type Work = (asked: Asked) => object | undefined;

const routes: readonly (readonly [string, RegExp, Work])[] = [
  ['POST', /^truth$/, ({ controls, json }) => truth(controls, json)],
  ['GET', /^history$/, ({ controls, query }) => history(controls, query)],
  ['GET', /^answers\/([0-9a-z]+)$/, ({ controls, open }) => answerMoment(controls, open)],
  ['GET', /^call-ids$/, ({ controls, query }) => callIds(controls, query)],
  ['GET', /^stats$/, ({ controls }) => controls.stats()],
  [
    'POST',
    /^reset$/,
    ({ controls, json }) => done(() => controls.reset(v.parse(resetOrder, json).only)),
  ],
  [
    'POST',
    /^calls\/([0-9]{1,20})$/,
    ({ controls, open, json }) => changeCall(controls, open, json),
  ],
  ['POST', /^faults$/, ({ controls, json }) => done(() => controls.addFaults(parseFaults(json)))],
  ['GET', /^faults$/, ({ controls }) => ({ faults: controls.faults() })],
  ['DELETE', /^faults$/, ({ controls }) => done(() => controls.clearFaults())],
  ['PATCH', /^options$/, ({ controls, json }) => done(() => controls.patch(changesOf(json)))],
];

/** Serves a request under `/_stand-in/`: 200, or `{errors}` with 400 or 404. */
export async function serveControls(
  req: IncomingMessage,
  res: ServerResponse,
  controls: GongControls,
): Promise<void> {
  const body = await readBody(req);
  const url = new URL(req.url ?? '/', 'http://stand-in');
  const { status, value } = work(req.method ?? '', url, {
    controls,
    query: Object.fromEntries(url.searchParams),
    json: body?.kind === 'whole' ? parsedJson(body.text) : undefined,
  });
  const headers = { 'content-type': 'application/json' };
  await send(res, { status, headers, body: JSON.stringify(value) });
}

function work(method: string, url: URL, asked: Omit<Asked, 'open'>) {
  const path = url.pathname.slice(controlPrefix.length);
  const route = routes.find(([verb, pattern]) => verb === method && pattern.test(path));
  if (!route) return { status: 404, value: { errors: ['no such control'] } };
  const [, pattern, run] = route;
  try {
    const value = run({ ...asked, open: pattern.exec(path)?.[1] ?? '' });
    return value ? { status: 200, value } : { status: 404, value: { errors: ['not found'] } };
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { status: 400, value: { errors: [problem] } };
  }
}

function truth(controls: GongControls, json: unknown) {
  const { callIds: asked, at } = v.parse(truthQuestion, json);
  return controls.truth(asked, at);
}

function history(controls: GongControls, query: unknown) {
  const { callId, from, to } = v.parse(historyQuestion, query);
  return { callId, versions: controls.history(callId, from, to) };
}

function answerMoment(controls: GongControls, requestId: string) {
  const at = controls.momentOf(requestId);
  return at === undefined ? undefined : { requestId, at };
}

function callIds(controls: GongControls, query: unknown) {
  return { callIds: controls.callIds(v.parse(callIdsQuestion, query).n) };
}

function changeCall(controls: GongControls, callId: string, json: unknown) {
  return { callId, at: controls.change(callId, v.parse(change, json)) };
}

/** For work that has nothing to tell. */
function done(work: () => void): object {
  work();
  return {};
}

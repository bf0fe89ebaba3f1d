import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import * as v from 'valibot';
import { invocation } from '../api/audit-order';
import { viewOf } from '../domain/read-audit';
import { parseScheduled, type ScheduleDeps, startScheduled } from '../domain/schedule';
import { logCodes } from '../runtime/log-codes';
import { describeError } from '../runtime/logger';
import { parseInput } from '../runtime/parse-input';
import type { Tools } from '../runtime/tools';
import { type AuditRoutesDeps, createHandler } from './create-handler';
import { auditRequested, objectCreated } from './event-shapes';
import { noteTask, type TakeEventDeps, takeAuditRequested, takeObjectCreated } from './take-event';
import { takeOrder } from './take-order';

export interface RouterDeps extends AuditRoutesDeps, TakeEventDeps, ScheduleDeps {}

/**
 * Everything that asks for audits, told apart by its shape: the HTTP API, events of the bus and of S3, schedules, and
 * direct invocations, which get the audit as their answer and an error for what is not valid.
 */
export function createRouter(deps: RouterDeps, tools: Tools) {
  const http = createHandler(deps, tools);
  return async (event: unknown, context: Context): Promise<unknown> =>
    isHttp(event) ? http(event, context) : logged(tools, () => takeIn(deps, tools, event));
}

async function takeIn(deps: RouterDeps, { meter }: Tools, event: unknown): Promise<unknown> {
  if (v.is(auditRequested, event)) return started(meter, await takeAuditRequested(deps, event));
  if (v.is(objectCreated, event)) return started(meter, await takeObjectCreated(deps, event));
  if (isScheduled(event)) {
    const audits = await startScheduled(deps, parseScheduled(event));
    return started(meter, ...audits.map(({ auditId }) => auditId));
  }
  return invoke(deps, { meter }, event);
}

async function invoke(deps: RouterDeps, { meter }: Pick<Tools, 'meter'>, event: unknown) {
  const order = parseInput(invocation, event ?? {}, 'event');
  const { idempotencyKey, taskToken } = order;
  const by = { requestedBy: 'invocation', priority: 'bulk', idempotencyKey } as const;
  const audit = await takeOrder(deps, order, by);
  await noteTask(deps, audit.auditId, taskToken);
  meter.add('AuditsAccepted', 1);
  return viewOf(deps, audit);
}

function started(meter: Tools['meter'], ...auditIds: (string | undefined)[]) {
  const ids = auditIds.flatMap((auditId) => auditId ?? []);
  if (ids.length > 0) meter.add('AuditsAccepted', ids.length);
  return { auditIds: ids };
}

async function logged({ log, meter }: Tools, work: () => Promise<unknown>): Promise<unknown> {
  try {
    const answer = await work();
    log.info(logCodes.eventTaken);
    return answer;
  } catch (error) {
    log.error(logCodes.eventFailed, describeError(error));
    throw error;
  } finally {
    meter.flush();
  }
}

const isHttp = (event: unknown): event is APIGatewayProxyEvent =>
  typeof event === 'object' && event !== null && 'httpMethod' in event && 'resource' in event;

const isScheduled = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'schedule' in event;

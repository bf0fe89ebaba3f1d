import * as v from 'valibot';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

const nothingToSay = {
  body: fields.noBody,
  path: fields.nothing,
  query: fields.nothing,
  headers: fields.noHeaders,
};

const shares = (first: string, second: string) =>
  v.strictObject({ [first]: v.number(), [second]: v.number() });

const quota = v.strictObject({
  requestsPerSecond: v.number(),
  requestsPerDay: v.number(),
  dayStart: fields.time,
  dayEnd: fields.time,
  spent: v.number(),
  reserved: shares('interactive', 'others'),
  left: shares('interactive', 'bulk'),
  guardMs: v.number(),
  chunkSize: v.number(),
  breaker: v.strictObject({
    state: v.picklist(['closed', 'trying', 'open']),
    until: v.optional(fields.time),
    status: v.optional(v.picklist([401, 403])),
    missingScope: v.optional(v.string()),
  }),
  pausedUntil: v.optional(fields.time),
  pauseReason: v.optional(v.picklist(['paused', 'day-spent'])),
});

export const getQuota = describeRoute({
  method: 'GET',
  path: '/quota',
  operationId: 'getQuota',
  summary: "How Gong's budget stands",
  request: nothingToSay,
  answers: {
    200: {
      description: 'The day, what is spent and reserved of it, and whether Gong refuses us.',
      schema: quota,
      example: {
        requestsPerSecond: 3,
        requestsPerDay: 10_000,
        dayStart: '2026-02-28T00:00:00.000Z',
        dayEnd: '2026-03-01T00:00:00.000Z',
        spent: 300,
        reserved: { interactive: 500, others: 1_000 },
        left: { interactive: 8_700, bulk: 8_200 },
        guardMs: 25,
        chunkSize: 100,
        breaker: { state: 'closed' },
      },
    },
    400: problems.badRequest,
    500: problems.internal,
  },
});

export const getOpenApi = describeRoute({
  method: 'GET',
  path: '/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This document',
  request: nothingToSay,
  answers: {
    200: {
      description: 'OpenAPI 3.1, made from the schemas that check the requests.',
      schema: v.record(v.string(), v.unknown()),
      example: { openapi: '3.1.0' },
    },
    400: problems.badRequest,
    500: problems.internal,
  },
});

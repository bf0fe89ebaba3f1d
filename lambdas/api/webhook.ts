import * as v from 'valibot';
import * as fields from './fields';
import * as problems from './problems';
import { describeRoute } from './route';

const callData = v.looseObject({ metaData: v.looseObject({ id: fields.callId }) });
const isTest = v.optional(v.boolean());

/** The one route without IAM authorization: Gong signs what it sends in its own way. */
export const gongWebhook = describeRoute({
  method: 'POST',
  path: '/webhooks/gong',
  operationId: 'receiveGongWebhook',
  summary: "Gong's automation rule tells of a call",
  description:
    "Only with the public key of Gong's webhook set. The Authorization header holds Gong's JWT (RS256; `exp`, `webhook_url` and `body_sha256` are required). The call is audited after a delay, and again later. A token that comes again has no further effect.",
  security: 'gong',
  request: {
    body: v.union([
      v.looseObject({ callData, isTest }),
      v.looseObject({ metaData: callData.entries.metaData, isTest }),
    ]),
    path: fields.nothing,
    query: v.looseObject({}),
    headers: v.object({ authorization: v.string() }),
  },
  example: { callData: { metaData: { id: '7782342274025937895' } }, isTest: false },
  answers: {
    200: {
      description: 'Taken in; or a test, or a repetition, without effect.',
      schema: v.strictObject({ received: v.literal(true) }),
      example: { received: true },
    },
    400: problems.badRequest,
    401: problems.notSigned,
    413: problems.webhookTooLarge,
    500: problems.internal,
  },
});

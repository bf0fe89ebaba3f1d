import { type ListCallsDeps, listAuditCalls } from '../domain/list-audit-calls';
import { parseListingMessage } from '../domain/listing-message';
import { batchHandler } from '../runtime/sqs';
import type { Tools } from '../runtime/tools';

export interface ListCallsHandlerDeps extends ListCallsDeps {
  /** Receives after which the queue moves a message to the dead-letter queue. */
  readonly mostReceives: number;
}

const options = { inFlight: 1, leastTime: 20_000 };

/** Kept free for the writes after the last page, milliseconds: a million calls take some. */
const timeToCut = 60_000;

export const createHandler = (deps: ListCallsHandlerDeps, tools: Tools) =>
  batchHandler(
    async ({ body, receives }, context) => {
      const end = tools.clock() + context.getRemainingTimeInMillis();
      await listAuditCalls(deps, parseListingMessage(body).auditId, {
        deadline: end - timeToCut,
        end,
        isLast: receives >= deps.mostReceives,
      });
    },
    options,
    tools,
  );

import { byAudit } from '../api/limits';
import { usersAccess } from '../api/users-access';
import { type CheckAccessDeps, checkAccess } from '../domain/check-access';
import { bind, httpHandler } from '../runtime/http';
import { countOutcomes } from '../runtime/metered';
import type { Tools } from '../runtime/tools';
import { answerOf } from './answer';

export const createHandler = (deps: CheckAccessDeps, tools: Tools) =>
  httpHandler(
    [
      bind(usersAccess, async ({ body, headers, caller, deadline }) => {
        const { callIds } = body.filter;
        const maxAgeSeconds = headers['cache-control'];
        const check = await checkAccess(deps, {
          callIds,
          requestedBy: caller,
          deadline,
          ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
        });
        countOutcomes(tools.meter, check.outcomes);
        return answerOf(check, { calls: callIds.length, lenient: headers.prefer === true });
      }),
    ],
    tools,
    { instead: byAudit },
  );

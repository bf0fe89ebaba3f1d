import { createTools } from '../runtime/tools';
import { createRouter } from './create-router';
import { buildDeps } from './deps';

const tools = createTools();

/** Everything that asks for audits: `POST /audits` and what controls a running audit, events, schedules, invocations. */
export const handler = createRouter(buildDeps(tools), tools);

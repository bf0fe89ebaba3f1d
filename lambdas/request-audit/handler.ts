import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** `POST /audits` and what controls a running audit. */
export const handler = createHandler(buildDeps(tools), tools);

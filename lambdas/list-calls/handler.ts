import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** Audits whose calls are to be listed, from their queue. */
export const handler = createHandler(buildDeps(tools), tools);

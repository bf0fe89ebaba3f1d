import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** Chunks of audits, from the queue. */
export const handler = createHandler(buildDeps(tools), tools);

import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** Every GET. */
export const handler = createHandler(buildDeps(tools), tools);

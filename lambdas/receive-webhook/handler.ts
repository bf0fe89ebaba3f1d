import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** Gong's webhook: the one function that anybody may call. */
export const handler = createHandler(buildDeps(tools), tools);

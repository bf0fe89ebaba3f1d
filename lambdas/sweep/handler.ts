import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** Every minute, and whoever wants work to go on at once. */
export const handler = createHandler(buildDeps(tools), tools);

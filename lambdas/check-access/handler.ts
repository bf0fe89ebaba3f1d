import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

const tools = createTools();

/** `POST /v2/calls/users-access` */
export const handler = createHandler(buildDeps(tools), tools);

import { createTools } from '../runtime/tools';
import { createHandler } from './create-handler';
import { buildDeps } from './deps';

/** Ends of audits, from the bus: their evidence is sealed. */
export const handler = createHandler(buildDeps(), createTools());

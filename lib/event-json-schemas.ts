import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { type DetailType, eventSchemas } from '../lambdas/domain/event-schemas';

/** JSON Schemas of the details of the system's events, by detail-type: for a registry, or for a consumer's tests. */
export const eventJsonSchemas = Object.fromEntries(
  Object.entries(eventSchemas).map(([detailType, schema]) => [
    detailType,
    toJsonSchema(schema, { target: 'draft-2020-12', errorMode: 'ignore' }),
  ]),
) as Readonly<Record<DetailType, JsonSchema>>;

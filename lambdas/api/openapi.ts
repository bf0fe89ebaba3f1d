import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import * as problems from './problems';
import type { AnswerDescription, Route } from './route';
import { routes } from './routes';

type Schema = v.GenericSchema<unknown, unknown>;

/**
 * The OpenAPI 3.1 document, made from the schemas that check the requests: it cannot say anything else than the
 * functions do. Requests are described as they are sent, before anything is turned into numbers.
 */
export const openApi = () => ({
  openapi: '3.1.0',
  info: {
    title: 'Gong Access Audit',
    version: '1.0.0',
    description:
      "Who was given individual access to which Gong call, when that changed, and the proof. Only access that was granted through Gong's API is covered; shares and permission profiles are not.",
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  security: [{ iam: [] }],
  paths: pathsOf(routes),
  components: {
    securitySchemes: {
      iam: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: 'AWS Signature Version 4, service `execute-api`.',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
      gong: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        description: "Gong's JWT: RS256 with `exp`, `webhook_url` and `body_sha256`.",
      },
    },
  },
});

function pathsOf(all: readonly Route[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of all) {
    const operation = { [route.method.toLowerCase()]: operationOf(route) };
    paths[route.path] = { ...paths[route.path], ...operation };
  }
  return paths;
}

function operationOf(route: Route) {
  const { operationId, summary, description, request, example } = route;
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    ...(route.security === undefined ? {} : { security: [{ [route.security]: [] }] }),
    parameters: [
      ...parametersOf('path', request.path),
      ...parametersOf('query', request.query),
      ...parametersOf('header', request.headers),
    ],
    ...(example === undefined
      ? {}
      : { requestBody: { required: true, content: json(request.body, example) } }),
    responses: Object.fromEntries(
      Object.entries(answersOf(route)).map(([status, answer]) => [status, responseOf(answer)]),
    ),
  };
}

/** A route's own, and those that the gateway gives on any route. Only Gong's webhook is not signed by IAM. */
const answersOf = ({ answers, security }: Route): Route['answers'] => ({
  ...(security === undefined ? { 403: problems.notAllowed } : {}),
  429: problems.tooMany,
  503: problems.notNow,
  ...answers,
});

function parametersOf(place: 'path' | 'query' | 'header', schema: Schema) {
  const { properties = {}, required = [] } = schemaOf(schema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

const responseOf = ({ description, schema, example, headers = {} }: AnswerDescription) => ({
  description,
  headers: Object.fromEntries(
    Object.entries({ 'X-Request-Id': "The gateway's ID of the request", ...headers }).map(
      ([name, meaning]) => [name, { description: meaning, schema: { type: 'string' } }],
    ),
  ),
  content: json(schema, example),
});

const json = (schema: Schema, example: unknown) => ({
  'application/json': { schema: schemaOf(schema), example },
});

/** What cannot be said in JSON Schema (a day that exists, a header's grammar) is left to the functions. */
function schemaOf(schema: Schema): JsonSchema {
  const { $schema, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
  });
  return rest;
}

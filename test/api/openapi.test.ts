import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { openApi } from '../../lambdas/api/openapi';
import { problem } from '../../lambdas/api/problems';
import { routes } from '../../lambdas/api/routes';
import * as errors from '../../lambdas/domain/errors';
import { answerToError } from '../../lambdas/runtime/http-errors';

/** The validator is an ES module, which jest cannot load. */
const validator = `
  import { Validator } from '@seriousme/openapi-schema-validator';
  import { text } from 'node:stream/consumers';
  const { valid, errors } = await new Validator().validate(JSON.parse(await text(process.stdin)));
  console.log(JSON.stringify({ valid, errors }));
`;

test('the document is valid OpenAPI 3.1', () => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', validator], {
    cwd: join(__dirname, '..', '..'),
    input: JSON.stringify(openApi()),
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toEqual({ valid: true });
});

test('operations have different IDs, and every path parameter is described', () => {
  const ids = routes.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, operations] of Object.entries(openApi().paths)) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const operation of Object.values(operations)) {
      const { parameters } = v.parse(described, operation);
      const required = parameters.filter((one) => one.in === 'path' && one.required);
      expect(required.map(({ name }) => name)).toEqual(inPath);
    }
  }
});

const described = v.object({
  parameters: v.array(v.object({ name: v.string(), in: v.string(), required: v.boolean() })),
});

const examples = routes.flatMap((route) => [
  ...(route.example === undefined
    ? []
    : [[`${route.operationId} request`, route.request.body, route.example] as const]),
  ...Object.entries(route.answers).map(
    ([status, { schema, example }]) => [`${route.operationId} ${status}`, schema, example] as const,
  ),
]);

test.each(examples)('the example of %s is what its schema says', (_, schema, example) => {
  expect(v.safeParse(schema, example).issues).toBeUndefined();
});

test('IDs are strings of digits wherever they are', () => {
  const kinds = new Set<string>();
  JSON.stringify(openApi(), (name, value) => {
    const isSchema = /^(callId|userId)$/.test(name) && typeof value === 'object';
    if (isSchema) kinds.add(JSON.stringify(value));
    return value;
  });
  expect([...kinds]).toEqual(['{"type":"string","pattern":"^[0-9]{1,20}$"}']);
});

const answered = v.object({
  responses: v.record(
    v.string(),
    v.object({ content: v.object({ 'application/json': v.object({ example: v.unknown() }) }) }),
  ),
});
const operations = Object.values(openApi().paths).flatMap((path) => Object.values(path));
const answersOf = (operationId: string) => {
  const operation = operations.find((one) => Object(one).operationId === operationId);
  return v.parse(answered, operation).responses;
};

test.each([
  ['a rejected key', new errors.GongCredentialsRejected(401)],
  ['a rejected address', new errors.GongCredentialsRejected(403)],
  ['a refusal', new errors.GongRefused(404)],
  ['an answer that is none', new errors.GongAnswerInvalid('schema')],
  ['no answer', new errors.GongUnavailable('timeout')],
  ['a spent day', new errors.NoSlot('day-spent')],
  ['no slot in time', new errors.NoSlot('deadline')],
])('the check names what it answers to %s of Gong', (_, error) => {
  const { status } = answerToError(error, { requestId: '1', now: 0 });
  expect(Object.keys(answersOf('checkUsersAccess'))).toContain(String(status));
});

test('every route names what the gateway answers by itself, in the shape of all errors', () => {
  for (const { operationId, security } of routes) {
    const answers = answersOf(operationId);
    for (const status of security === undefined ? [403, 429, 503] : [429, 503]) {
      const example = answers[status]?.content['application/json'].example;
      expect(v.safeParse(problem, example).issues).toBeUndefined();
    }
  }
});

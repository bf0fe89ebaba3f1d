import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { openApi } from '../../lambdas/api/openapi';
import { routes } from '../../lambdas/api/routes';

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

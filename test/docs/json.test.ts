import * as v from 'valibot';
import { auditOrder, invocation, requestedDetail } from '../../lambdas/api/audit-order';
import { audit } from '../../lambdas/api/audit-shapes';
import { eventSchemas } from '../../lambdas/domain/event-schemas';
import { eventJsonSchemas } from '../../lib/event-json-schemas';
import { blocksOf, integrationPages } from './pages';

/** What a block says that it is, and the schema that holds for it. */
const schemas: Readonly<Record<string, v.GenericSchema>> = {
  ...eventSchemas,
  'Audit Requested': requestedDetail,
  'POST /audits': auditOrder,
  invocation,
  audit,
};
/** Compared with what a deployed stage gives, or a part of a program: test/deploy/docs.spec.ts, programs.deep.test.ts. */
const elsewhere = ['list report', 'task answer', 'state', 'cdk.json'];

const blocks = ['docs/integrations.md', ...integrationPages].flatMap((page) =>
  blocksOf(page, 'json').map(({ about, text }) => [page, about, text] as const),
);

test.each(blocks)('%s: %s is what its schema says', (_, about, text) => {
  const value: unknown = JSON.parse(text);
  if (elsewhere.includes(about)) return;
  const schema = schemas[about];
  expect(v.safeParse(schema ?? v.never(), value).issues).toBeUndefined();
  const { properties } = Object(Object(eventJsonSchemas)[about]) as { properties?: object };
  if (properties)
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(Object(value))));
});

test('every event that the system announces has an example, or looks like one that has', () => {
  const shown = new Set(blocks.map(([, about]) => schemas[about]));
  for (const schema of Object.values(eventSchemas)) expect(shown).toContain(schema);
});

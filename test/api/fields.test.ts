import fc from 'fast-check';
import * as v from 'valibot';
import * as fields from '../../lambdas/api/fields';

test('a moment is read as the time that it names', () => {
  const times = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(times, (date) => {
      expect(v.parse(fields.moment, date.toISOString())).toBe(date.getTime());
    }),
  );
});

test.each([
  '2026-02-29T00:00:00Z',
  '2026-04-31T10:00:00Z',
  '2026-00-10T10:00:00Z',
  '2026-02-28T24:00:01Z',
  '2026-02-28T10:00:00+25:00',
])('%s names no time', (text) => {
  expect(v.is(fields.moment, text)).toBe(false);
});

test.each(['2028-02-29T00:00:00Z', '2026-02-28T23:59:59.9+05:30'])('%s names one', (text) => {
  expect(v.is(fields.moment, text)).toBe(true);
});

test('an ID is 1 to 20 ASCII digits, and stays what it is', () => {
  const ids = fc.stringMatching(/^[0-9]{1,20}$/);
  fc.assert(fc.property(ids, (id) => expect(v.parse(fields.callId, id)).toBe(id)));
  const others = fc.string({ unit: 'binary' }).filter((text) => !/^[0-9]{1,20}$/.test(text));
  fc.assert(fc.property(others, (text) => expect(v.is(fields.callId, text)).toBe(false)));
});

test('no pattern takes long over a near miss', () => {
  const misses = ['0'.repeat(5_000), '2026-02-28T'.repeat(500), `${' '.repeat(5_000)}\n`];
  const schemas = [
    fields.callId,
    fields.auditId,
    fields.label,
    fields.cursor,
    fields.limit,
    fields.moment,
  ];
  const started = performance.now();
  for (const schema of schemas) for (const miss of misses) v.is(schema, miss);
  expect(performance.now() - started).toBeLessThan(100);
});

test.each(['Quarterly review', 'Prüfung 2026 – 日本語 😀', "=cmd|' /C calc'!A0", 'x'.repeat(200)])(
  'the label %j is taken as it is',
  (label) => {
    expect(v.parse(fields.label, label)).toBe(label);
  },
);

test.each(['', 'x'.repeat(201), 'a\r\nb', '\u001b[31m', 'a\u0000', 'a\u2028b', 'a\u0085b'])(
  'the label %j is refused',
  (label) => {
    expect(v.is(fields.label, label)).toBe(false);
  },
);

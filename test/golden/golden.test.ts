import * as v from 'valibot';
import { requestedDetail } from '../../lambdas/api/audit-order';
import { parseChunkMessage } from '../../lambdas/domain/chunk-message';
import { eventSchemas } from '../../lambdas/domain/event-schemas';
import { parseListingMessage } from '../../lambdas/domain/listing-message';
import { goldenEvents, goldenMessages } from './read';

/** What a release has once written is read for ever; a file here is never changed, only joined by a newer one. */
describe('golden payloads', () => {
  const kebab = (name: string) => name.toLowerCase().replaceAll(' ', '-');

  it('messages of the queues are read, and come back as they were', () => {
    for (const golden of goldenMessages('chunk')) {
      expect(parseChunkMessage(JSON.stringify(golden))).toEqual(golden);
    }
    for (const golden of goldenMessages('listing')) {
      expect(parseListingMessage(JSON.stringify(golden))).toEqual(golden);
    }
  });

  it('requests that came as events are still taken', () => {
    for (const golden of goldenEvents('audit-requested')) {
      expect(v.parse(requestedDetail, golden)).toEqual(golden);
    }
  });

  it.each(Object.entries(eventSchemas))('%s: the present schema holds for it', (name, schema) => {
    const all = goldenEvents(kebab(name));
    expect(all.length).toBeGreaterThan(0);
    for (const golden of all) expect(v.parse(schema, golden)).toEqual(golden);
  });

  it.each(Object.entries(eventSchemas))(
    '%s: a consumer of then knows every field',
    (name, schema) => {
      const known = new Set(goldenEvents(kebab(name)).flatMap((golden) => Object.keys(golden)));
      const optional = new Set(['label', 'reason', 'resumesAt', 'field', 'missingScope']);
      const required = Object.keys(schema.entries).filter((key) => !optional.has(key));
      expect(required.filter((key) => !known.has(key))).toEqual([]);
    },
  );
});

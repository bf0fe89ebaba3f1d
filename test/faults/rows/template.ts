import assert from 'node:assert/strict';
import type { Row } from '../row';
import type { Site, TemplateResource } from '../stage/site';

/** What the template alone must promise. */
const ofType = ({ template }: Site, type: string): TemplateResource[] =>
  Object.values(template).filter((resource) => resource.Type === type);

const property = (resource: TemplateResource, ...path: string[]): unknown =>
  path.reduce<unknown>((value, name) => Object(value)[name], resource.Properties);

const promise = (row: number, fault: string, name: string, holds: (site: Site) => void): Row => ({
  row,
  fault,
  cases: [{ name, run: async (_, site) => holds(site) }],
});

export const templateRows: Row[] = [
  promise(6, 'partial batch answers are not switched on', 'of every event source', (site) => {
    const sources = ofType(site, 'AWS::Lambda::EventSourceMapping');
    assert(sources.length >= 1);
    for (const source of sources) {
      const types = property(source, 'FunctionResponseTypes');
      assert.deepEqual(types, ['ReportBatchItemFailures']);
    }
  }),
  promise(
    12,
    'Lambda is throttled while it polls',
    'maximum concurrency, five receives',
    (site) => {
      for (const source of ofType(site, 'AWS::Lambda::EventSourceMapping')) {
        assert(Number(property(source, 'ScalingConfig', 'MaximumConcurrency')) >= 2);
      }
      for (const queue of fed(site)) {
        assert(Number(property(queue, 'RedrivePolicy', 'maxReceiveCount')) >= 5);
      }
      for (const fn of ofType(site, 'AWS::Lambda::Function')) {
        assert.equal(property(fn, 'ReservedConcurrentExecutions'), undefined);
      }
    },
  ),
  promise(
    14,
    'a message waits four days, then is dead',
    'dead letters are kept longest',
    (site) => {
      const longest = Math.max(...fed(site).map(retention));
      const dead = ofType(site, 'AWS::SQS::Queue').filter((queue) => !fed(site).includes(queue));
      assert(dead.length >= fed(site).length);
      for (const queue of dead) assert(retention(queue) > longest, 'dead letters go too soon');
    },
  ),
  promise(18, 'a failure inside a FIFO group', 'no queue is FIFO', (site) => {
    for (const queue of ofType(site, 'AWS::SQS::Queue')) {
      assert.equal(property(queue, 'FifoQueue'), undefined);
    }
  }),
];

const fed = (site: Site): TemplateResource[] =>
  ofType(site, 'AWS::SQS::Queue').filter((queue) => property(queue, 'RedrivePolicy') !== undefined);

/** Seconds; four days unless set. */
const retention = (queue: TemplateResource): number =>
  Number(property(queue, 'MessageRetentionPeriod') ?? 345_600);

import type { ScheduleModel, Target } from '../../local/model';
import { rateOf, Schedules } from '../../local/schedules';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const schedule = (settings: Partial<ScheduleModel> = {}): ScheduleModel => ({
  name: 'sweep',
  expression: 'rate(1 minute)',
  target: { arn: 'arn:of:sweep', input: '{}' },
  service: 'scheduler',
  ...settings,
});

function run(models: ScheduleModel[], haste = 1) {
  const fired: [Target, string][] = [];
  const schedules = new Schedules(models, (...delivery) => fired.push(delivery), haste);
  schedules.start();
  return { fired, schedules };
}

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(5 minutes)', 300_000],
  ['rate(2 hours)', 7_200_000],
  ['rate(1 day)', 86_400_000],
  ['cron(0 12 * * ? *)', undefined],
  ['at(2026-11-24T00:00:00)', undefined],
  ['rate(x minutes)', undefined],
])('%s', (expression, milliseconds) => {
  expect(rateOf(expression)).toBe(milliseconds);
});

test('fires at the start and at every interval, until it stops', () => {
  const { fired, schedules } = run([schedule()]);
  expect(fired).toEqual([[{ arn: 'arn:of:sweep', input: '{}' }, '{}']]);
  jest.advanceTimersByTime(180_000);
  expect(fired).toHaveLength(4);
  schedules.stop();
  jest.advanceTimersByTime(180_000);
  expect(fired).toHaveLength(4);
});

test('fires more often in haste', () => {
  const { fired, schedules } = run([schedule()], 60);
  jest.advanceTimersByTime(10_000);
  expect(fired).toHaveLength(11);
  schedules.stop();
});

test('an interval longer than a timer does not fire without end', () => {
  const { fired, schedules } = run([schedule({ expression: 'rate(60 days)' })]);
  jest.advanceTimersByTime(86_400_000);
  expect(fired).toHaveLength(1);
  schedules.stop();
});

test('what has no rate fires on demand only', () => {
  const { fired, schedules } = run([schedule({ name: 'noon', expression: 'cron(0 12 * * ? *)' })]);
  jest.advanceTimersByTime(86_400_000);
  expect(fired).toEqual([]);
  expect([schedules.fire('noon'), schedules.fire('sweep')]).toEqual([true, false]);
  expect(fired).toHaveLength(1);
  schedules.stop();
});

test('a target without input gets the event of the service', () => {
  const { fired, schedules } = run([
    schedule({ target: { arn: 'x', input: undefined }, service: 'events' }),
  ]);
  expect(JSON.parse(fired[0]?.[1] ?? '')).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: ['arn:aws:events:us-east-1:000000000000:rule/sweep'],
  });
  schedules.stop();
});

test('the moment that a schedule is due for is filled into its input', () => {
  const input = '{"at":"<aws.scheduler.scheduled-time>","of":"<aws.scheduler.execution-id>"}';
  const { fired, schedules } = run([
    schedule({ name: 'nightly', expression: 'cron(0 2 * * ? *)', target: { arn: 'x', input } }),
  ]);
  schedules.fire('nightly', new Date('2026-03-01T02:00:00.000Z'));
  expect(JSON.parse(fired[0]?.[1] ?? '')).toEqual({
    at: '2026-03-01T02:00:00Z',
    of: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  schedules.stop();
});

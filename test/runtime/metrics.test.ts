import { GongUnavailable, NoSlot } from '../../lambdas/domain/errors';
import type { LedgerEvent } from '../../lambdas/domain/events';
import { coverage } from '../../lambdas/domain/observation';
import {
  gaugeQuota,
  gaugeSecretAge,
  meteredBus,
  meteredGong,
  meteredLister,
} from '../../lambdas/runtime/metered';
import { createMeter } from '../../lambdas/runtime/metrics';
import { RecordingBus, ScriptedGong } from '../support/recording-ports';
import { recordingTools } from '../support/recording-tools';

const ask = { priority: 'bulk', deadline: 0 } as const;

describe('the meter', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    process.env.POWERTOOLS_DEV = 'true';
    process.env.POWERTOOLS_METRICS_DISABLED = 'false';
    process.env.POWERTOOLS_SERVICE_NAME = 'stack';
    jest.spyOn(console, 'log').mockImplementation((line: string) => {
      lines.push(line);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    delete process.env.POWERTOOLS_DEV;
    delete process.env.POWERTOOLS_METRICS_DISABLED;
    delete process.env.POWERTOOLS_SERVICE_NAME;
  });

  test('writes sums with the stack as the only dimension, once', () => {
    const meter = createMeter();
    for (let n = 0; n < 250; n++) meter.add('CallsChecked', 2);
    meter.gauge('DayBudgetUsedPercent', 99);
    meter.gauge('DayBudgetUsedPercent', 12.5);
    meter.flush();
    meter.flush();
    expect(lines).toHaveLength(1);
    const written = JSON.parse(lines[0] ?? '');
    expect(written).toMatchObject({
      CallsChecked: 500,
      DayBudgetUsedPercent: 12.5,
      service: 'stack',
    });
    expect(written._aws.CloudWatchMetrics).toMatchObject([
      { Namespace: 'GongAccessAudit', Dimensions: [['service']] },
    ]);
  });
});

test('what the bus took is counted: users of accesses, calls of ended audits', async () => {
  const { meter, metrics } = recordingTools();
  const bus = new RecordingBus();
  const event: LedgerEvent = {
    detailType: 'Audit Completed',
    detail: {
      schemaVersion: 1,
      eventId: 'e',
      coverage,
      auditId: 'a',
      status: 'completed',
      requestedBy: 'test',
      requested: 7,
      totals: { granted: 1, none: 2, notReturned: 1, notFound: 3, failed: 0 },
      link: '/audits/a',
    },
  };
  await meteredBus(bus, meter).publish([event]);
  expect(bus.published).toEqual([event]);
  expect(metrics).toContainEqual({ name: 'AuditsCompleted', value: 1 });
  expect(metrics).toContainEqual({ name: 'CallsChecked', value: 7 });
  expect(metrics).toContainEqual({ name: 'CallsNotFound', value: 3 });
});

test('what the bus did not take is not counted', async () => {
  const { meter, metrics } = recordingTools();
  const bus = {
    publish: async () => {
      throw new Error('no bus');
    },
  };
  await expect(meteredBus(bus, meter).publish([])).rejects.toThrow('no bus');
  expect(metrics).toEqual([]);
});

test('requests to Gong are counted, also those that fail; no slot is no request', async () => {
  const { meter, metrics } = recordingTools();
  const scripted = new ScriptedGong(new Map([['1', []]]));
  const gong = meteredGong(scripted, meter);
  await gong.usersAccess(['1'], ask);
  for (const failure of [new GongUnavailable('rate-limited'), new NoSlot('day-spent')]) {
    scripted.failures.push(failure);
    await expect(gong.usersAccess(['1'], ask)).rejects.toBe(failure);
  }
  expect(metrics).toEqual([
    { name: 'GongRequests', value: 1 },
    { name: 'GongRequests', value: 1 },
    { name: 'GongRefusals', value: 1 },
  ]);
});

test('pages of the listing are counted in the same way', async () => {
  const { meter, metrics } = recordingTools();
  const page = { kind: 'page', callIds: ['1'], total: 1 } as const;
  const answers = [Promise.resolve(page), Promise.reject(new NoSlot('day-spent'))];
  const lister = meteredLister({ page: () => answers.shift() ?? Promise.resolve(page) }, meter);
  const request = { window: { from: 0, to: 1 } };
  expect(await lister.page(request, ask)).toBe(page);
  await expect(lister.page(request, ask)).rejects.toBeInstanceOf(NoSlot);
  expect(metrics).toEqual([{ name: 'GongRequests', value: 1 }]);
});

test('an open breaker is gauged as 1', () => {
  const { meter, metrics } = recordingTools();
  const quota = {
    requestsPerSecond: 3,
    requestsPerDay: 200,
    dayStart: 0,
    dayEnd: 1,
    spent: 50,
    reserved: { interactive: 0, others: 0 },
    left: { interactive: 150, bulk: 150 },
    guardMs: 25,
    chunkSize: 100,
  };
  gaugeQuota(meter, { ...quota, breaker: { state: 'open', until: 2, status: 401 } });
  expect(metrics).toEqual([
    { name: 'DayBudgetUsedPercent', value: 25 },
    { name: 'BreakerOpen', value: 1 },
  ]);
});

test('the age of the secret is told in days', () => {
  const { meter, metrics, clock } = recordingTools();
  const tell = gaugeSecretAge({ meter, clock });
  tell(clock() - 36 * 3_600_000);
  expect(metrics).toEqual([{ name: 'SecretAgeDays', value: 1.5 }]);
});

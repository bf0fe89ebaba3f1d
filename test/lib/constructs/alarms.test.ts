import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MetricName } from '../../../lambdas/runtime/metrics';
import { type Resource, resources, templateOf } from '../app';

const alarmsOf = (context = {}): [string, Resource['Properties']][] =>
  Object.entries(resources(templateOf(context), 'AWS::CloudWatch::Alarm')).map(
    ([id, { Properties }]) => [id.replace(/^AuditAlarms|.{8}$/g, ''), Properties],
  );

const alarms = alarmsOf();
const all = alarmsOf({
  alarmEmail: 'ops@example.com',
  dailyAudit: 'true',
  webhookPublicKey: 'A'.repeat(392),
  sealDays: '365',
});

describe('alarms', () => {
  it('watch each thing that needs a person', () => {
    expect(all.map(([id]) => id).sort()).toMatchInlineSnapshot(`
[
  "BreakerOpen",
  "DayBudget",
  "DeadChunks",
  "DeadListings",
  "DeadRequests",
  "DeadSeals",
  "DeadSweeps",
  "Errorscheckaccess",
  "Errorslistcalls",
  "Errorsreadledger",
  "Errorsreceivewebhook",
  "Errorsrequestaudit",
  "Errorsrunchunk",
  "Errorssealevidence",
  "Errorssweep",
  "NoAuditCompleted",
  "OldChunks",
  "SecretAge",
  "ServerErrors",
  "Throttlescheckaccess",
  "Throttleslistcalls",
  "Throttlesreadledger",
  "Throttlesreceivewebhook",
  "Throttlesrequestaudit",
  "Throttlesrunchunk",
  "Throttlessealevidence",
  "Throttlessweep",
]
`);
  });

  it.each(all)('%s says who is hurt and where to read on', (_, { AlarmDescription }) => {
    expect(AlarmDescription).toMatch(/^[A-Z].+\. What to do: docs\/runbook\.md#[a-z0-9-]+$/s);
  });

  it('name sections that the runbook has, with all their parts', () => {
    const sections = readFileSync(join('docs', 'runbook.md'), 'utf8').split(/^#+ /m);
    for (const [, { AlarmDescription }] of all) {
      const [, anchor = ''] = /#(.+)$/.exec(String(AlarmDescription)) ?? [];
      const heading = new RegExp(`^${anchor.replaceAll('-', ' ')}\n`, 'i');
      const section = sections.find((text) => heading.test(text));
      for (const part of ['Description', 'Investigation', 'Resolution']) {
        expect(section).toContain(`**${part}.**`);
      }
    }
  });

  it('tell the topic when they go off and when they are over', () => {
    for (const [, { AlarmActions, OKActions }] of all) {
      expect(JSON.stringify(AlarmActions)).toContain('AlarmTopic');
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it('tell nobody without a topic', () => {
    for (const [, { AlarmActions }] of alarms) expect(AlarmActions).toBeUndefined();
  });

  it("use the functions' own metrics by names that these write", () => {
    const own = all.filter(([, { Namespace }]) => Namespace === 'GongAccessAudit');
    const written: MetricName[] = [
      'BreakerOpen',
      'DayBudgetUsedPercent',
      'SecretAgeDays',
      'AuditsCompleted',
    ];
    expect(own.map(([, alarm]) => alarm.MetricName)).toEqual(written);
    for (const [, { Dimensions }] of own) {
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'GongAccessAudit' }]);
    }
  });

  it('expect an audit a day only where that was said', () => {
    expect(alarms.map(([id]) => id)).not.toContain('NoAuditCompleted');
    const noAudit = all.find(([id]) => id === 'NoAuditCompleted')?.[1];
    expect(noAudit).toMatchObject({
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Period: 86_400,
    });
  });
});

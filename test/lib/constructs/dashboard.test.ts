import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { only, templateOf } from '../app';

/** The dashboard's text with each reference to a resource as its logical ID. */
const body = JSON.parse(
  JSON.stringify(only(templateOf(), 'AWS::CloudWatch::Dashboard').Properties.DashboardBody, null),
);
const text = body['Fn::Join'][1]
  .map((part: unknown) => (typeof part === 'string' ? part : idOf(part)))
  .join('');

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly width: number;
  readonly properties: {
    readonly title?: string;
    readonly query?: string;
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

const { widgets }: { widgets: readonly Widget[] } = JSON.parse(text);

function idOf(part: unknown): string {
  const { Ref, 'Fn::GetAtt': attribute } = part as {
    Ref?: string;
    'Fn::GetAtt'?: readonly string[];
  };
  return Ref ?? attribute?.[0] ?? '';
}

const metricsOf = (title: string) =>
  widgets.find(({ properties }) => properties.title === title)?.properties.metrics ?? [];
const ownNames = widgets
  .flatMap(({ properties }) => properties.metrics ?? [])
  .filter(([namespace]) => namespace === 'GongAccessAudit')
  .map(([, name]) => String(name));

describe('dashboard', () => {
  it('shows every metric that the functions write, but the sum of others', () => {
    const source = readFileSync(join(__dirname, '../../../lambdas/runtime/metrics.ts'), 'utf8');
    const [, union = ''] = /type MetricName =([\s\S]*?);/.exec(source) ?? [];
    const written = [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(written.length).toBeGreaterThan(10);
    expect([...ownNames].sort()).toEqual(written.filter((name) => name !== 'CallsChecked').sort());
  });

  it('tells stacks of one account apart', () => {
    for (const metric of widgets.flatMap(({ properties }) => properties.metrics ?? [])) {
      if (metric[0] === 'GongAccessAudit') {
        expect(metric.slice(2, 4)).toEqual(['service', 'GongAccessAudit']);
      }
    }
  });

  it('has graphs of waiting work, dead letters and the API', () => {
    const age = metricsOf('Age of the oldest chunk in the queue, seconds');
    expect(age[0]?.slice(0, 2)).toEqual(['AWS/SQS', 'ApproximateAgeOfOldestMessage']);
    expect(metricsOf('Dead letters')).toHaveLength(4);
    expect(metricsOf('API answers').map(([, name]) => name)).toEqual([
      'Count',
      '4XXError',
      '5XXError',
    ]);
  });

  it('counts cold starts from the log groups of all functions', () => {
    const query = widgets.find(({ type }) => type === 'log')?.properties.query ?? '';
    expect(query.match(/SOURCE/g)).toHaveLength(metricsOf('Function errors').length);
    expect(query).toContain('initDurationMs');
  });

  it('reckons the cost from what is consumed, within the length of an expression', () => {
    const [first, ...rest] = metricsOf('Cost an hour, USD, about');
    const { expression } = JSON.parse(JSON.stringify(first?.[0] ?? {}));
    expect(expression.length).toBeLessThan(1024);
    expect(expression.match(/FILL\(m\d+, 0\) \* 0\.\d*[1-9]\d*/g)).toHaveLength(rest.length);
    const names = rest.map(([, name]) => name);
    for (const name of ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits', 'Count']) {
      expect(names).toContain(name);
    }
    expect(names.filter((name) => name === 'Duration')).toHaveLength(
      metricsOf('Function errors').length,
    );
  });

  it('stays within the width of a page', () => {
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });
});

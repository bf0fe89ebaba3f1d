import type { env as sweepEnv } from '../../../lambdas/sweep/env';
import type { AppFunctionProps } from '../../../lib/constructs/app-function';
import { resources, templateOf } from '../app';

const template = templateOf();
const functions = Object.entries(resources(template, 'AWS::Lambda::Function'));

describe('every function', () => {
  it('is one of the six, and there is no helper of the framework among them', () => {
    expect(functions).toHaveLength(6);
  });

  it.each(functions)(
    '%s runs on Node 24 and arm64, traced, with JSON logs',
    (_, { Properties }) => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    },
  );

  it.each(functions)('%s has a role of its own, without managed policies', (_, { Properties }) => {
    const { 'Fn::GetAtt': [roleId] = [] } = Properties.Role as { 'Fn::GetAtt'?: string[] };
    const sharing = functions.filter(([, f]) =>
      JSON.stringify(f.Properties.Role).includes(`"${roleId}"`),
    );
    expect(sharing).toHaveLength(1);
    const role = resources(template, 'AWS::IAM::Role')[roleId ?? ''];
    expect(role?.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it('answers before the gateway gives up', () => {
    const timeouts = functions
      .filter(([id]) => /CheckAccess|RequestAudit|ReadLedger/.test(id))
      .map(([, { Properties }]) => Number(Properties.Timeout));
    expect(timeouts).toHaveLength(3);
    for (const timeout of timeouts) expect(timeout).toBeLessThan(29);
  });

  it('keeps its logs for three months', () => {
    const groups = Object.values(resources(template, 'AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(functions.length + 2);
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(90);
  });

  it('counts its metrics under the name of the stack', () => {
    for (const [, { Properties }] of functions) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      expect(Variables.POWERTOOLS_SERVICE_NAME).toBe('GongAccessAudit');
    }
  });

  it('is told where Gong may be: on a local stage also this machine', () => {
    const hosts = (stage: string) =>
      Object.values(resources(templateOf({ stage }), 'AWS::Lambda::Function'))
        .map(({ Properties }) => Properties.Environment as { Variables: Record<string, unknown> })
        .flatMap(({ Variables }) => Variables.GONG_HOSTS ?? []);
    expect(hosts('production')).toEqual(['gong', 'gong', 'gong']);
    expect(hosts('throwaway')).toEqual(['loopback', 'loopback', 'loopback']);
  });
});

describe('the environment of a function', () => {
  it('is checked by the compiler against the schema of its handler', () => {
    const environment = { TABLE_NAME: 'ledger', EVENT_BUS_NAME: 'bus', QUEUE_URL: 'queue' };
    // @ts-expect-error: the pace is missing
    const props: Pick<AppFunctionProps<typeof sweepEnv>, 'environment'> = { environment };
    expect(props.environment).toBe(environment);
  });
});

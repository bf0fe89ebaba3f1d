import { readContext } from '../../lib/app-context';
import { resources, templateOf } from './app';

const read = (values: Record<string, unknown>) =>
  readContext({ tryGetContext: (name: string) => values[name] });

const paceOf = (context = {}) => {
  const functions = Object.values(resources(templateOf(context), 'AWS::Lambda::Function'));
  return functions.map(({ Properties }) => {
    const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
    return Object.fromEntries(
      Object.entries(Variables).filter(([name]) => /^GONG_(REQUESTS|.*SHARE|DAY)/.test(name)),
    );
  });
};

describe('the context', () => {
  it('is a production stage unless said otherwise', () => {
    expect(read({})).toMatchObject({ stage: 'production', stackName: 'GongAccessAudit' });
  });

  it('takes numbers from the command line, where all is text, and from cdk.json', () => {
    expect(read({ requestsPerSecond: '2.5', requestsPerDay: 5000 })).toMatchObject({
      requestsPerSecond: 2.5,
      requestsPerDay: 5000,
    });
  });

  it.each([
    ['stage', 'staging'],
    ['requestsPerSecond', 'fast'],
    ['requestsPerSecond', '0'],
    ['requestsPerDay', '-1'],
    ['interactiveShare', '1.5'],
    ['othersShare', ''],
    ['gongDayHours', '49'],
    ['apiRequestsPerSecond', '0'],
    ['secretArn', 'gong'],
    ['alarmEmail', 'nobody'],
    ['stackName', '1st'],
    ['dailyAudit', 'yes'],
  ])('refuses %s=%s, and names it', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(
      new Error(`context values that are not valid (cdk -c name=value): ${name}`),
    );
  });

  it('reaches every function that paces', () => {
    const context = {
      requestsPerSecond: '2',
      requestsPerDay: '5000',
      interactiveShare: '0.2',
      othersShare: '0.3',
      gongDayHours: '12',
    };
    const expected = {
      GONG_REQUESTS_PER_SECOND: '2',
      GONG_REQUESTS_PER_DAY: '5000',
      GONG_INTERACTIVE_SHARE: '0.2',
      GONG_OTHERS_SHARE: '0.3',
      GONG_DAY_HOURS: '12',
    };
    expect(paceOf(context)).toEqual(Array(6).fill(expected));
  });

  it("is Gong's published limits by default", () => {
    expect(paceOf()[0]).toMatchObject({
      GONG_REQUESTS_PER_SECOND: '3',
      GONG_REQUESTS_PER_DAY: '10000',
    });
  });
});

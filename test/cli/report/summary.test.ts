import type { ObservationShape } from '../../../cli/api/shapes';
import { columnsOf } from '../../../cli/report/columns';
import { html } from '../../../cli/report/html';
import { disagreements, summarise } from '../../../cli/report/summary';
import { observations } from '../support/made-up';

const one = (callId: string, ...users: string[]): ObservationShape => ({
  callId,
  outcome: users.length > 0 ? 'granted' : 'none',
  users: users.map((userId) => ({ userId })),
  observedAt: '2026-03-31T08:00:00.120Z',
  requestId: 'r',
});

describe('columns and summary', () => {
  it('sorts IDs by their size, also where numbers would lose digits', () => {
    const { calls } = columnsOf([
      one('99999999999999999999'),
      one('9'),
      one('10000000000000000001'),
    ]);
    expect(calls).toBe('9 10000000000000000001 99999999999999999999');
  });

  it('ranks users by their calls and calls by their users', () => {
    const summary = summarise(columnsOf([one('1', 'a', 'b'), one('2', 'b'), one('3')]), 2);
    expect(summary.busiestUsers).toEqual([
      { id: 'b', count: 2 },
      { id: 'a', count: 1 },
    ]);
    expect(summary.widestCalls).toEqual([
      { id: '1', count: 2 },
      { id: '2', count: 1 },
    ]);
    expect([summary.users, summary.grants, summary.counted.none]).toEqual([2, 3, 1]);
  });

  it('takes an audit without observations', () => {
    const summary = summarise(columnsOf([]), 5);
    expect([summary.calls, summary.users, summary.firstObservedAt]).toEqual([0, 0, undefined]);
  });

  it('does not count an outcome that it does not know as another', () => {
    expect(() => columnsOf([{ ...one('1'), outcome: 'shared' }])).toThrow('unknown outcome shared');
  });

  it('names where totals and list disagree', () => {
    const list = observations(50);
    const summary = summarise(columnsOf(list), 1);
    const { granted, none } = summary.counted;
    const totals = { granted, none, notReturned: 0, notFound: 0, failed: 0 };
    const rest = 50 - granted - none;
    expect(disagreements(50, totals, summary).length === 0).toBe(rest === 0);
    expect(disagreements(51, { ...totals, none: none + 1 }, summary)).toEqual(
      expect.arrayContaining([
        ['none', none + 1, none],
        ['all calls', 51, 50],
      ]),
    );
  });

  it('takes few bytes a call', () => {
    const list = observations(20_000);
    const size = JSON.stringify(columnsOf(list)).length;
    expect(size / list.length).toBeLessThan(45);
  });
});

describe('html', () => {
  it('escapes every value that is not HTML itself', () => {
    const inner = html`<b>${'<i>"&\''}</b>`;
    expect(html`<p>${inner}${['<', html`<br>`]}${undefined}${7}</p>`.text).toBe(
      '<p><b>&lt;i&gt;&quot;&amp;&#39;</b>&lt;<br>7</p>',
    );
  });
});

import { parseMoment } from '../../../cli/input/moment';

const now = Date.parse('2026-03-31T12:00:00.000Z');

describe('parseMoment', () => {
  it.each([
    ['2026-03-31', '2026-03-31T00:00:00Z'],
    ['2026-03-31 17:00', '2026-03-31T17:00:00Z'],
    ['2026-03-31 17:00:05Z', '2026-03-31T17:00:05Z'],
    ['2026-03-31T17:00:00.120+02:00', '2026-03-31T17:00:00.120+02:00'],
    ['7d', '2026-03-24T12:00:00.000Z'],
    ['90m', '2026-03-31T10:30:00.000Z'],
  ])('%s is %s', (text, moment) => {
    expect(parseMoment(text, '--at', now)).toBe(moment);
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-03-31T25:00:00Z',
    '1743422400',
    '7y',
  ])('%j is none', (text) => {
    expect(() => parseMoment(text, '--at', now)).toThrow('--at is not a time');
  });
});

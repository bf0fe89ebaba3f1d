import { usageError } from '../errors';

const units: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const iso =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A moment as people write it: `2026-03-31`, `2026-03-31 17:00Z`, `2026-03-31T17:00:00+02:00`, or `7d` for seven days
 * ago (m, h, d, w). Without a zone it is UTC.
 * @param now milliseconds since 1970
 * @returns ISO 8601 with seconds and zone
 * @throws CliError
 */
export function parseMoment(text: string, option: string, now: number): string {
  const [, amount, unit = ''] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  const scale = units[unit];
  if (amount !== undefined && scale !== undefined) {
    return new Date(now - Number(amount) * scale).toISOString();
  }
  const [, day, minutes = '00:00', seconds = ':00', zone = 'Z'] = iso.exec(text) ?? [];
  const moment = `${day}T${minutes}${seconds}${zone}`;
  if (day !== undefined && isReal(day, moment)) return moment;
  throw usageError(
    `${option} is not a time`,
    'Write 2026-03-31, 2026-03-31T17:00:00Z, or 7d for seven days ago.',
  );
}

/** `Date.parse` moves 30 February to 2 March. */
function isReal(day: string, moment: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(day) &&
    !Number.isNaN(Date.parse(moment))
  );
}

import type { AuditShape, ObservationShape } from '../api/shapes';
import type { Names } from '../enrich/names';

/** An observation as a line of JSON, with what it belongs to, and names if there are. */
export const jsonLine = (
  { auditId, coverage }: AuditShape,
  one: ObservationShape,
  names?: Names,
): string => `${JSON.stringify({ auditId, ...(names ? named(one, names) : one), coverage })}\n`;

function named(one: ObservationShape, { users, titles }: Names) {
  const title = titles.get(one.callId);
  return {
    ...one,
    ...(title === undefined ? {} : { title }),
    users: one.users.map((user) => ({ ...user, ...users.get(user.userId) })),
  };
}

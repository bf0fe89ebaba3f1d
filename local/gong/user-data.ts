import { keyOf, unit } from './random';

const firstNames = [
  'Ada',
  'Bao',
  'Chloé',
  'Dmitri',
  'Efua',
  'Farid',
  'Grace',
  'Hana',
  'Ines',
  'João',
];
const lastNames = [
  'Abara',
  'Berg',
  'Costa',
  "D'Arcy",
  'Eze',
  'Fischer',
  'Gupta',
  'Haddad',
  'Ito',
  'Kim',
];

/** Users that have left and are known no more. */
const shareUnknown = 0.02;

/** Gong's `UserMetadata`, a pure function of seed and ID; `undefined` for a user that Gong does not know. */
export function userData(seed: string, userId: string) {
  const key = keyOf(`${seed}:user:${userId}`);
  if (unit(key, 0) < shareUnknown) return undefined;
  const pick = (list: readonly string[], draw: number) =>
    list[Math.floor(unit(key, draw) * list.length)] ?? '';
  const [firstName, lastName] = [pick(firstNames, 1), pick(lastNames, 2)];
  const mailbox = `${firstName}.${lastName}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  return {
    id: userId,
    emailAddress: `${mailbox.toLowerCase()}.${userId.slice(-4)}@example.com`,
    firstName,
    lastName,
    active: unit(key, 3) < 0.9,
  };
}

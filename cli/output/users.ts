import { count } from './format';

/** Users that fit a line; `--json` has all. */
const shown = 5;

export function usersText(users: readonly { readonly userId: string }[]): string {
  if (users.length === 0) return '-';
  const first = users.slice(0, shown).map(({ userId }) => userId);
  const more = users.length > shown ? [`and ${count(users.length - shown)} more`] : [];
  return [...first, ...more].join(' ');
}

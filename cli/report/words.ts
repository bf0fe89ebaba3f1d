import type { Names } from '../enrich/names';
import { count, plural, time } from '../output/format';
import type { ReportData } from './gather';
import type { Summary } from './summary';

/** Outcomes for a reader who has not seen the system. */
export const plainOutcomes = {
  granted: ['Individual access', 'Gong listed users who have individual access'],
  none: ['Nobody', 'Gong listed the call, and no user with individual access'],
  'not-returned': ['No statement', 'Gong answered, but did not name the call or its users'],
  'not-found': ['Unknown call', 'Gong said that it does not know the call'],
  failed: ['Not checked', 'Gong could not be made to answer; the call must be checked again'],
} as const;

/** A user's name and address, or what there is of them. */
export function personText(names: Names | undefined, userId: string): string | undefined {
  const person = names?.users.get(userId);
  return person && [person.name, person.emailAddress].filter(Boolean).join(', ');
}

/** What was asked and found, in sentences. */
export function inShort({ audit, changes }: ReportData, summary: Summary): string[] {
  const { counted, calls, users, grants } = summary;
  const between =
    summary.firstObservedAt && summary.lastObservedAt
      ? `Between ${time(summary.firstObservedAt)} and ${time(summary.lastObservedAt)} (UTC), `
      : '';
  const told = counted.granted + counted.none;
  const open = calls - told;
  return [
    `${between}Gong was asked who has individual access to ${plural(audit.requested, 'call')}.`,
    `It told so for ${count(told)} of them: ${plural(users, 'user')} ${users === 1 ? 'has' : 'have'} individual access to ${plural(counted.granted, 'call')} (${plural(grants, 'access', 'accesses')} in all), and nobody to the other ${count(counted.none)}.`,
    open === 0
      ? 'No call was left without an answer.'
      : `For ${plural(open, 'call')} there is no such answer; nothing is concluded about them.`,
    ...changesInShort(changes),
  ];
}

function changesInShort(changes: ReportData['changes']): string[] {
  if (!changes) return [];
  if (changes.length === 0) {
    return ['Compared with the observation before, no access was granted or revoked.'];
  }
  const granted = changes.filter((one) => one.change === 'granted').length;
  return [
    `Compared with the observation of each call before, ${plural(granted, 'access', 'accesses')} had been granted and ${count(changes.length - granted)} revoked.`,
  ];
}

export const coverageText = [
  'It covers access that was granted to individual users through Gong’s API. Access that users have by sharing, by being mentioned, by library folders or by their permission profile is not part of Gong’s answer and therefore not of this report: “nobody” means nobody by this way.',
  'Gong does not record when or by whom access was granted. Every change is therefore known to lie between two observations, and both are given.',
] as const;

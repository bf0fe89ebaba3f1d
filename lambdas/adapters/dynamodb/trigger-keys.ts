import { auditKey, type Key, momentKey } from './keys';

/** The keys of what starts and ends audits by itself; as those in `keys.ts` they hold from the first write on. */

export const listingKey = (auditId: string): Key => ({ pk: auditKey(auditId).pk, sk: 'LISTING' });
export const pageKey = (auditId: string, page: number): Key => ({
  pk: auditKey(auditId).pk,
  sk: `PAGE#${page.toString().padStart(7, '0')}`,
});
export const listingsKey: Key = { pk: 'WORK', sk: 'LISTINGS' };

export const duePartition = (moment: number) =>
  `DUE#${new Date(moment).toISOString().slice(0, 10)}`;
export const dueKey = (dueAt: number, callId: string, cause: string): Key => ({
  pk: duePartition(dueAt),
  sk: `${momentKey(dueAt)}#${callId}#${cause.slice(0, 16)}`,
});
export const dueRoundKey: Key = { pk: 'WORK', sk: 'DUE' };

export const replayKey = (token: string): Key => ({ pk: `WEBHOOK#${token}`, sk: 'SEEN' });

export const scheduleKey = (schedule: string): Key => ({ pk: `SCHEDULE#${schedule}`, sk: 'END' });

export const taskKey = (taskId: string): Key => ({ pk: `TASK#${taskId}`, sk: 'META' });
export const tasksKey: Key = { pk: 'WORK', sk: 'TASKS' };

import type { Settings } from './options';
import { People } from './people';
import { keyOf, unit } from './random';
import type { World } from './world';

const day = 86_400_000;
const draw = {
  workspace: 11,
  host: 12,
  started: 13,
  duration: 14,
  about: 15,
  company: 16,
} as const;

const subjects = ['Discovery', 'Demo', 'Pricing', 'Renewal', 'Quarterly review', 'Kick-off'];
const companies = [
  'Northwind',
  'Contoso',
  'Fabrikam',
  'Tailspin & Sons',
  'Adventure Works',
  'Litware',
];

/** When calls took place, who hosted them, in which workspace: pure functions of seed and call. */
export class Timetable {
  private readonly people: People;
  private readonly interval: number;

  constructor(
    private readonly settings: Settings,
    private readonly world: World,
  ) {
    this.people = new People(settings.seed);
    this.interval = day / settings.callsPerDay;
  }

  /** Sequence numbers [from, to) of the calls that started in [fromMoment, toMoment). */
  indexes(fromMoment: number, toMoment: number): { from: number; to: number } {
    const index = (moment: number) =>
      Math.max(0, Math.ceil((moment - this.settings.firstCallAt) / this.interval));
    return { from: index(fromMoment), to: index(toMoment) };
  }

  /** Calls in the sequence follow each other evenly; one that a client made up took place in its first month. */
  startOf(callId: string): number {
    const index = this.world.indexOf(callId);
    const after =
      index === undefined ? this.chance(callId, draw.started) * 30 * day : index * this.interval;
    return this.settings.firstCallAt + Math.floor(after);
  }

  workspaceOf(callId: string): string {
    return this.people.workspace(this.chance(callId, draw.workspace));
  }

  hostOf(callId: string): string {
    return this.people.pickEvenly(this.chance(callId, draw.host));
  }

  titleOf(callId: string): string {
    const pick = (list: readonly string[], what: number) =>
      list[Math.floor(this.chance(callId, what) * list.length)] ?? '';
    return `${pick(subjects, draw.about)}: ${pick(companies, draw.company)}`;
  }

  /** Seconds. */
  durationOf(callId: string): number {
    return 60 + Math.floor(this.chance(callId, draw.duration) * 3540);
  }

  private chance(callId: string, what: number): number {
    return unit(keyOf(`${this.settings.seed}:${callId}`), what);
  }
}

/** Gong's `CallBasicData`. */
export function callData(callId: string, timetable: Timetable) {
  const started = new Date(timetable.startOf(callId)).toISOString();
  return {
    id: callId,
    url: `https://app.gong.io/call?id=${callId}`,
    title: timetable.titleOf(callId),
    scheduled: started,
    started,
    duration: timetable.durationOf(callId),
    primaryUserId: timetable.hostOf(callId),
    direction: 'Conference',
    scope: 'External',
    media: 'Video',
    language: 'eng',
    workspaceId: timetable.workspaceOf(callId),
    isPrivate: false,
  };
}

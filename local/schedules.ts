import { randomUUID } from 'node:crypto';
import type { Deliver } from './aws/event-bus';
import { accountId, region } from './identities';
import type { ScheduleModel } from './model';

const units: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** @returns milliseconds, or undefined for anything but `rate(..)` */
export function rateOf(expression: string): number | undefined {
  const [, value, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const length = units[unit];
  return length && Number(value) * length;
}

/**
 * Fires schedules: each rate once at the start, then at every interval. Others fire only on demand.
 */
export class Schedules {
  private readonly timers: NodeJS.Timeout[] = [];

  /** @param haste divides the intervals */
  constructor(
    private readonly models: readonly ScheduleModel[],
    private readonly deliver: Deliver,
    private readonly haste: number,
  ) {}

  start(): void {
    for (const schedule of this.models) {
      const interval = rateOf(schedule.expression);
      if (interval === undefined) continue;
      this.deliver(schedule.target, eventFor(schedule));
      // setInterval takes 24.8 days at most and fires at once for more.
      const pause = Math.min(interval / this.haste, 2 ** 31 - 1);
      this.timers.push(setInterval(() => this.deliver(schedule.target, eventFor(schedule)), pause));
    }
  }

  /**
   * Fires the schedules of that name, as if they were due at that moment.
   * @returns false if there is none
   */
  fire(name: string, at = new Date()): boolean {
    const named = this.models.filter((schedule) => schedule.name === name);
    for (const schedule of named) this.deliver(schedule.target, eventFor(schedule, at));
    return named.length > 0;
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}

/** What the target gets: its input, else the event of the service that fires. */
function eventFor({ name, target, service }: ScheduleModel, at = new Date()): string {
  const time = at.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (target.input !== undefined) {
    return target.input
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', randomUUID());
  }
  const resource = service === 'events' ? `rule/${name}` : `schedule/default/${name}`;
  return JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: `aws.${service}`,
    account: accountId,
    time,
    region,
    resources: [`arn:aws:${service}:${region}:${accountId}:${resource}`],
    detail: service === 'events' ? {} : '{}',
  });
}

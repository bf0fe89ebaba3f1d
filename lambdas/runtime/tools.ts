import type { Clock } from '../domain/ports';
import { createLog, type Log } from './logger';
import { createMeter, type Meter } from './metrics';

/** What every handler has beside its use case's ports. */
export interface Tools {
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
}

export const createTools = (): Tools => ({
  log: createLog(),
  meter: createMeter(),
  clock: Date.now,
});

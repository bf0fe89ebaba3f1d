/**
 * Loaded into a function's process before its code: moves its clock ahead, as if so much time had passed. Deadlines
 * that the runtime hands over are moved by the one who starts the process. Sets its time zone, too.
 */
if (process.env.FAULTS_TIME_ZONE) process.env.TZ = process.env.FAULTS_TIME_ZONE;

const shift = Number(process.env.FAULTS_CLOCK_SHIFT_MS ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shift;
  }
}

if (shift > 0) globalThis.Date = ShiftedDate;

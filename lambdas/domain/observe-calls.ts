import type { Priority } from './audit';
import { GongAnswerInvalid, GongRefused } from './errors';
import type { Answer, Evidence, Gap } from './evidence';
import { inParallel } from './in-parallel';
import type { Gong, GongAnswer } from './ports';

export interface ObserveOptions {
  readonly priority: Priority;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Most calls to ask about in one request. @default - all of them */
  readonly chunkSize?: number;
}

/** Calls `from` (inclusive) to `to` (exclusive). */
interface Run {
  readonly from: number;
  readonly to: number;
}

type Found = Answer | Gap;

/**
 * Asks Gong about the calls until each has exactly one answer or gap. Gong refuses a whole request for one call that it
 * does not know: such a run is halved down to the single call, about 12 requests for one unknown call among 100.
 *
 * A run that Gong refuses for good becomes a gap, while the others are kept; one whose answer is too large to be read is
 * asked for in parts.
 * @throws what `Gong` throws when nothing more can be asked now (nothing of the chunk is evidence then), and the
 * refusal itself if Gong answered for no call at all.
 */
export async function observeCalls(
  gong: Gong,
  callIds: readonly string[],
  options: ObserveOptions,
): Promise<Evidence> {
  const observation = new CallsObservation(gong, callIds, options);
  const found = await observation.askInParts({ from: 0, to: callIds.length });
  found.sort((a, b) => a.from - b.from);
  const answers = found.filter((one) => 'kind' in one);
  if (answers.length === 0 && observation.refusal) throw observation.refusal;
  return { answers, gaps: found.filter((one) => 'reason' in one) };
}

class CallsObservation {
  /** What Gong refused for good, first of all. */
  refusal: GongRefused | GongAnswerInvalid | undefined;
  private largest: number;
  private stopped = false;

  constructor(
    private readonly gong: Gong,
    private readonly callIds: readonly string[],
    private readonly options: ObserveOptions,
  ) {
    this.largest = Math.max(1, options.chunkSize ?? callIds.length);
  }

  /** Asks about the run, in parts of a size that Gong takes. */
  async askInParts(run: Run): Promise<Found[]> {
    const parts = evenParts(run, this.largest);
    return (await inParallel(parts.length, parts, (part) => this.ask(part))).flat();
  }

  private async ask(run: Run): Promise<Found[]> {
    // Another run met an error that ends it all: its throwing waits for this one.
    if (this.stopped) return [];
    return this.follow(run, await this.answerTo(run));
  }

  private async follow(run: Run, answer: GongAnswer | Gap): Promise<Found[]> {
    if ('reason' in answer) return isTooLarge(run, answer) ? this.askForFewer(run) : [answer];
    if (answer.kind === 'too-many-calls') return this.askForFewer(run);
    if (answer.kind === 'answered') return [answerAbout(run, answer, 'answered')];
    return lengthOf(run) === 1 ? [answerAbout(run, answer, 'not-found')] : this.halve(run);
  }

  /** One answer, or a gap if Gong will never give one. Any other error ends the whole observation. */
  private async answerTo(run: Run): Promise<GongAnswer | Gap> {
    const { priority, deadline } = this.options;
    try {
      const calls = this.callIds.slice(run.from, run.to);
      return await this.gong.usersAccess(calls, { priority, deadline });
    } catch (error) {
      if (error instanceof GongRefused || error instanceof GongAnswerInvalid) {
        this.refusal ??= error;
        return { ...run, reason: reasonOf(error) };
      }
      this.stopped = true;
      throw error;
    }
  }

  /** Of a run with an unknown call. If it is not in the left half it is in the right one: that is halved unasked. */
  private async halve(run: Run): Promise<Found[]> {
    const middle = run.from + Math.ceil(lengthOf(run) / 2);
    const left = { from: run.from, to: middle };
    const right = { from: middle, to: run.to };
    const answer = await this.answerTo(left);
    const isLeftKnown = 'kind' in answer && answer.kind === 'answered';
    const followed = [
      () => this.follow(left, answer),
      // A single call is asked about all the same: what was unknown a moment ago may be known by now.
      () => (isLeftKnown && lengthOf(right) > 1 ? this.halve(right) : this.ask(right)),
    ];
    return (await inParallel(2, followed, (follow) => follow())).flat();
  }

  private askForFewer(run: Run): Promise<Found[]> | Found[] {
    if (lengthOf(run) === 1) return [{ ...run, reason: 'too-many-calls' }];
    this.largest = Math.min(this.largest, Math.ceil(lengthOf(run) / 2));
    return this.askInParts(run);
  }
}

/** Whether fewer calls would make an answer that can be read. */
const isTooLarge = (run: Run, { reason }: Gap): boolean =>
  reason === 'answer-too-large' && lengthOf(run) > 1;

const lengthOf = (run: Run): number => run.to - run.from;

/** As few parts as the size allows, near equal in length. */
function evenParts(run: Run, largest: number): Run[] {
  const count = Math.ceil(lengthOf(run) / largest);
  const border = (i: number) => run.from + Math.round((i * lengthOf(run)) / count);
  return Array.from({ length: count }, (_, i) => ({ from: border(i), to: border(i + 1) }));
}

const answerAbout = (run: Run, answer: GongAnswer, kind: Answer['kind']): Answer => ({
  ...run,
  kind,
  slot: answer.slot,
  requestId: answer.requestId,
  body: answer.body,
});

const reasonOf = (error: GongRefused | GongAnswerInvalid): string =>
  error instanceof GongRefused ? `status-${error.status}` : `answer-${error.reason}`;

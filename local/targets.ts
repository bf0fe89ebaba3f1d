import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalFunction } from './lambda/function';
import type { Functions } from './lambda/functions';
import type { QueueModel, Target } from './model';

/** Lambda's own pauses before it tries an asynchronous invocation again, in milliseconds. */
const retryPauses = [60_000, 120_000];

export interface TargetParts {
  readonly functions: Functions;
  readonly queues: readonly QueueModel[];
  readonly sqs: SQSClient;
  readonly log: (line: string) => void;
}

/** Hands events to what rules and schedules name: functions, asynchronously, and queues. */
export class Targets {
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopped = false;

  constructor(private readonly parts: TargetParts) {}

  /** Returns at once; what fails is logged, and tried again where Lambda would. */
  deliver(target: Target, event: string): void {
    const fn = this.parts.functions.find(target.arn);
    const queue = this.parts.queues.find(({ arn }) => arn === target.arn);
    if (fn) void this.invoke(fn, event, 0);
    else if (queue) void this.send(queue, event);
    else this.parts.log(`an event had no target: ${target.arn}`);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
  }

  private async invoke(fn: LocalFunction, event: string, retries: number): Promise<void> {
    if (this.stopped) return;
    const result = await fn.invoke(event);
    const pause = retryPauses[retries];
    if (result.ok) return;
    if (retries >= fn.model.asyncRetries || pause === undefined) return this.keep(fn, event);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.invoke(fn, event, retries + 1);
    }, pause);
    this.timers.add(timer);
  }

  /** What failed for good goes to the function's own destination, if it has one. */
  private async keep({ model }: LocalFunction, event: string): Promise<void> {
    const queue = this.parts.queues.find(({ arn }) => arn === model.failureQueue);
    const record = { requestContext: { functionArn: model.arn }, requestPayload: event };
    if (queue) await this.send(queue, JSON.stringify(record));
  }

  private async send(queue: QueueModel, event: string): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: queue.url, MessageBody: event });
    await this.parts.sqs
      .send(command)
      .catch((error) => this.parts.log(`an event did not reach ${queue.name}: ${error}`));
  }
}

import type { FunctionModel } from '../model';
import { failure, type InvocationResult, payloadLimit } from './invocation';
import { Worker, type WorkerSettings } from './worker';

/** What a function has done since the stage started. */
export interface FunctionCounts {
  invocations: number;
  errors: number;
  timeouts: number;
  coldStarts: number;
  /** Time that invocations took, cold starts included, as Lambda charges it. */
  milliseconds: number;
}

interface Waiting {
  readonly payload: string;
  readonly done: (result: InvocationResult) => void;
}

/** A function with its processes: they grow with concurrency up to a cap; beyond that invocations wait. */
export class LocalFunction {
  readonly counts: FunctionCounts = {
    invocations: 0,
    errors: 0,
    timeouts: 0,
    coldStarts: 0,
    milliseconds: 0,
  };
  private readonly idle: Worker[] = [];
  private readonly workers = new Set<Worker>();
  private readonly waiting: Waiting[] = [];
  private stopped = false;

  constructor(
    readonly model: FunctionModel,
    private readonly settings: WorkerSettings,
    private readonly maximumWorkers: number,
  ) {}

  get busy(): number {
    return this.workers.size - this.idle.length;
  }

  get processes(): number {
    return this.workers.size;
  }

  /** Never rejects: what goes wrong is a result, as in Lambda. */
  async invoke(payload: string): Promise<InvocationResult> {
    if (Buffer.byteLength(payload) > payloadLimit) {
      return failure('RequestEntityTooLargeException', `the request is over ${payloadLimit} bytes`);
    }
    this.counts.invocations += 1;
    const result = await new Promise<InvocationResult>((done) => {
      this.waiting.push({ payload, done });
      this.next();
    });
    if (!result.ok) this.report(result.errorType, result.payload);
    return result;
  }

  /** Ends all processes at once, also those that work. Resolves when they are gone. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.refuseWaiting();
    await Promise.all([...this.workers].map((worker) => worker.kill()));
  }

  private refuseWaiting(): void {
    for (const { done } of this.waiting.splice(0)) {
      done(failure('Stopped', 'the stage has stopped'));
    }
  }

  private next(): void {
    if (this.stopped) this.refuseWaiting();
    while (this.waiting.length > 0) {
      const worker = this.idle.pop() ?? this.grow();
      const job = worker && this.waiting.shift();
      if (!job) return;
      void this.timed(worker.invoke(job.payload)).then(job.done);
    }
  }

  private async timed(invocation: Promise<InvocationResult>): Promise<InvocationResult> {
    const begun = performance.now();
    const result = await invocation;
    this.counts.milliseconds += performance.now() - begun;
    return result;
  }

  private grow(): Worker | undefined {
    const finishing = [...this.workers].filter((worker) => worker.finishing).length;
    if (this.workers.size >= this.maximumWorkers || finishing >= this.waiting.length)
      return undefined;
    const worker: Worker = new Worker(this.model, this.settings, {
      idle: () => {
        this.idle.push(worker);
        this.next();
      },
      ended: () => this.forget(worker),
    });
    this.workers.add(worker);
    this.counts.coldStarts += 1;
    worker.start().catch((error) => {
      this.settings.log(`cannot start: ${error}`);
      void worker.kill();
    });
    return worker;
  }

  private forget(worker: Worker): void {
    this.workers.delete(worker);
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
    this.next();
  }

  private report(errorType: string, payload: string): void {
    this.counts.errors += 1;
    if (errorType === 'Sandbox.Timedout') this.counts.timeouts += 1;
    if (!this.stopped) this.settings.log(`invocation failed: ${payload}`);
  }
}

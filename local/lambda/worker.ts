import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { FunctionModel } from '../model';
import { functionEnvironment } from './environment';
import { failure, type InvocationResult } from './invocation';
import { type Invocation, RuntimeApi } from './runtime-api';

/** How long a function may take to load, in milliseconds: Lambda's own limit. */
const initLimit = 10_000;

export interface WorkerSettings {
  /** Path of the compiled `bootstrap.ts`. */
  readonly bootstrap: string;
  /** `AWS_ENDPOINT_URL_*` and the like. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Takes each line that the function writes. */
  readonly log: (line: string) => void;
}

export interface WorkerEvents {
  /** It has nothing to do and waits for an invocation. */
  idle(): void;
  /** Its process is gone. Comes once. */
  ended(): void;
}

interface Running {
  readonly invocation: Omit<Invocation, 'deadline'>;
  readonly done: (result: InvocationResult) => void;
  timer: NodeJS.Timeout | undefined;
}

/** One execution environment of a function: a process that takes one invocation at a time. */
export class Worker {
  private readonly api = new RuntimeApi({
    ready: () => this.deliver(),
    answered: (id, result) => this.finish(result, id),
    initFailed: (result) => this.finish(result),
  });
  private process: ChildProcess | undefined;
  private running: Running | undefined;
  private ready = false;
  private ended = false;
  private killed = false;
  private resolveGone = () => {};
  private readonly gone = new Promise<void>((resolve) => {
    this.resolveGone = resolve;
  });

  constructor(
    private readonly model: FunctionModel,
    private readonly settings: WorkerSettings,
    private readonly events: WorkerEvents,
  ) {}

  async start(): Promise<void> {
    const runtimeApi = await this.api.start();
    if (this.ended) return this.api.close();
    const { folder, memory } = this.model;
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${memory}`, this.settings.bootstrap],
      {
        cwd: folder,
        env: functionEnvironment(this.model, runtimeApi, this.settings.endpoints),
        stdio: ['ignore', 'pipe', 'pipe'],
        // Ctrl-C reaches the whole process group: the stage alone decides when its functions end.
        detached: process.platform !== 'win32',
      },
    );
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', this.settings.log);
    }
    child.once('error', (error) => this.ending(error.message));
    child.once('exit', (code, signal) => this.ending(signal ?? `exit status ${code}`));
  }

  /** The worker must be new or idle. Resolves with an error, as Lambda does, when the process fails or takes too long. */
  invoke(payload: string): Promise<InvocationResult> {
    if (this.ended) return Promise.resolve(failure('Runtime.ExitError', 'the process has ended'));
    return new Promise((done) => {
      const invocation = { id: randomUUID(), payload, functionArn: this.model.arn };
      this.running = { invocation, done, timer: undefined };
      // A first invocation waits for the code to load; its own time begins when it is delivered.
      if (this.ready) this.deliver();
      else this.limit(initLimit + this.model.timeout * 1000);
    });
  }

  /** It has answered and not yet asked for more: in a moment it is idle, or gone. */
  get finishing(): boolean {
    return !this.running && !this.ready;
  }

  /** Resolves when the process is gone. */
  kill(): Promise<void> {
    this.killed = true;
    this.process?.kill('SIGKILL');
    if (!this.process) this.ending('never started');
    return this.gone;
  }

  private deliver(): void {
    this.ready = true;
    const { running, model } = this;
    if (running) {
      this.ready = false;
      const time = model.timeout * 1000;
      this.limit(time);
      this.api.deliver({ ...running.invocation, deadline: Date.now() + time });
    } else this.events.idle();
  }

  private limit(milliseconds: number): void {
    if (!this.running) return;
    clearTimeout(this.running.timer);
    this.running.timer = setTimeout(() => this.timeOut(), milliseconds);
  }

  private timeOut(): void {
    const seconds = this.model.timeout.toFixed(2);
    this.finish(failure('Sandbox.Timedout', `Task timed out after ${seconds} seconds`));
    void this.kill();
  }

  /** @param id of the invocation that was answered; a late answer to another one is dropped */
  private finish(result: InvocationResult, id = this.running?.invocation.id): void {
    const running = this.running;
    if (running?.invocation.id !== id) return;
    this.running = undefined;
    clearTimeout(running?.timer);
    running?.done(result);
  }

  private ending(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.api.close();
    if (!this.killed) this.settings.log(`the process ended: ${reason}`);
    const id = this.running?.invocation.id;
    this.finish(
      failure('Runtime.ExitError', `RequestId: ${id} Error: Runtime exited with error: ${reason}`),
    );
    this.events.ended();
    this.resolveGone();
  }
}

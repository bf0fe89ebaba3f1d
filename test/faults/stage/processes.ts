import type { InvocationResult } from '../../../local/lambda/invocation';
import { Worker } from '../../../local/lambda/worker';
import type { FunctionModel } from '../../../local/model';
import { type Faults, Wire } from './wire';
import type { Service, WireRequest } from './wire-request';

export interface ProcessesParts {
  readonly bootstrap: string;
  readonly upstreams: Readonly<Record<Service, string>>;
  readonly faults: Faults;
  readonly heard: (request: WireRequest) => void;
  readonly log: (line: string) => void;
  readonly find: (nameOrArn: string) => FunctionModel;
}

interface FunctionProcess {
  readonly worker: Worker;
  readonly model: FunctionModel;
  /** Called when it waits for work again, or is gone. */
  settle: () => void;
}

/** Processes of a function. */
const mostAtOnce = 4;

const preload = `--require=${require.resolve('./clock.cjs')}`;

/**
 * The functions of a scene, each invocation in a process of its own as in Lambda: an idle one is taken, or a new one is
 * started. Each process has its own wire to everything else.
 */
export class Processes {
  private readonly all = new Set<FunctionProcess>();
  private idle: FunctionProcess[] = [];
  /** How far the clocks of processes that start from now on are ahead, milliseconds. */
  private shift = 0;
  started = 0;
  /** Invocations that Lambda would have ended. */
  timedOut = 0;
  private readonly busy = new Map<string, number>();
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly parts: ProcessesParts) {}

  /**
   * Never rejects, as Lambda: what goes wrong is a result.
   * @param environment for a process of its own, over the function's environment
   */
  async invoke(
    nameOrArn: string,
    event: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<InvocationResult> {
    const model = this.parts.find(nameOrArn);
    await this.room(model);
    const at = environment ? -1 : this.idle.findIndex((each) => each.model.name === model.name);
    const taken = at < 0 ? undefined : this.idle.splice(at, 1)[0];
    this.busy.set(model.name, (this.busy.get(model.name) ?? 0) + 1);
    const used = taken ?? (await this.start(model, environment));
    const settled = new Promise<void>((resolve) => {
      used.settle = resolve;
    });
    const result = await used.worker.invoke(event);
    await settled;
    if (!result.ok && result.errorType === 'Sandbox.Timedout') this.timedOut += 1;
    this.busy.set(model.name, (this.busy.get(model.name) ?? 1) - 1);
    this.waiting.shift()?.();
    return result;
  }

  /** Resolves when another process of the function may run: beyond the cap invocations wait, in order. */
  private async room({ name }: FunctionModel): Promise<void> {
    while ((this.busy.get(name) ?? 0) >= mostAtOnce) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Time passes for every process that starts from now on; the idle ones end. */
  async passTime(ms: number): Promise<void> {
    this.shift += ms;
    await this.retire();
  }

  /** Ends the idle ones, of one function or of all: what comes next meets a cold start. */
  async retire(name?: string): Promise<void> {
    const idle = this.idle.filter(({ model }) => name === undefined || model.name === name);
    this.idle = this.idle.filter((each) => !idle.includes(each));
    await Promise.all(idle.map(({ worker }) => worker.kill()));
  }

  /** Ends all, also those that work. */
  async stop(): Promise<void> {
    await Promise.all([...this.all].map(({ worker }) => worker.kill()));
  }

  private async start(
    model: FunctionModel,
    environment: Readonly<Record<string, string>> | undefined,
  ): Promise<FunctionProcess> {
    const { parts, shift } = this;
    const wire = await new Wire({
      ...parts,
      functionName: model.name,
      kill: () => started.worker.kill(),
    }).open();
    // The runtime reckons what is left of the time by the moved clock.
    const moved = { ...model, timeout: model.timeout + shift / 1000 };
    const worker = new Worker(
      { ...moved, environment: { ...model.environment, ...environment } },
      {
        bootstrap: parts.bootstrap,
        endpoints: {
          AWS_ENDPOINT_URL: wire.url,
          NODE_OPTIONS: preload,
          FAULTS_CLOCK_SHIFT_MS: String(shift),
          POWERTOOLS_LOG_LEVEL: 'DEBUG',
        },
        log: parts.log,
      },
      {
        idle: () => {
          if (!environment && shift === this.shift) this.idle.push(started);
          else void worker.kill();
          started.settle();
        },
        ended: () => {
          this.idle = this.idle.filter((each) => each !== started);
          this.all.delete(started);
          wire.close();
          started.settle();
        },
      },
    );
    const started: FunctionProcess = { worker, model, settle: () => undefined };
    this.all.add(started);
    this.started += 1;
    await worker.start();
    return started;
  }
}

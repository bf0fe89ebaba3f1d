import type { FunctionModel } from '../model';
import { functionNameOf } from '../read-functions';
import { LocalFunction } from './function';
import { failure, type InvocationResult } from './invocation';
import type { WorkerSettings } from './worker';

/** All functions of the stage, by name or ARN. */
export class Functions {
  private readonly byName: ReadonlyMap<string, LocalFunction>;

  /** @param maximumWorkers processes a function */
  constructor(
    models: readonly FunctionModel[],
    settings: (model: FunctionModel) => WorkerSettings,
    maximumWorkers: number,
  ) {
    this.byName = new Map(
      models.map((model) => [
        model.name,
        new LocalFunction(model, settings(model), maximumWorkers),
      ]),
    );
  }

  find(nameOrArn: string): LocalFunction | undefined {
    return this.byName.get(functionNameOf(nameOrArn));
  }

  /** Never rejects: what goes wrong is a result. */
  async invoke(nameOrArn: string, event: string): Promise<InvocationResult> {
    const fn = this.find(nameOrArn);
    return fn
      ? fn.invoke(event)
      : failure('ResourceNotFoundException', `Function not found: ${nameOrArn}`);
  }

  /** Ends all processes at once. Resolves when they are gone. */
  async stop(): Promise<void> {
    await Promise.all([...this.byName.values()].map((fn) => fn.stop()));
  }

  status() {
    return [...this.byName.values()].map(({ model, processes, busy, counts }) => ({
      name: model.name,
      runtime: model.runtime,
      processes,
      busy,
      ...counts,
    }));
  }
}

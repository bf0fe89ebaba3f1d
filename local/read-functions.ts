import * as v from 'valibot';
import type { EventSourceModel, FunctionModel } from './model';
import type { PickByType, Readable } from './template';

const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const functionProperties = {
  Handler: v.string(),
  Runtime: v.pipe(v.string(), v.startsWith('nodejs')),
  Code: v.object({ S3Key: v.string() }),
  Timeout: v.optional(v.number(), 3),
  MemorySize: v.optional(v.number(), 128),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), scalar) })),
};

const eventSourceProperties = {
  FunctionName: v.string(),
  EventSourceArn: v.pipe(v.string(), v.includes(':sqs:')),
  Enabled: v.optional(v.boolean(), true),
  BatchSize: v.optional(v.number(), 10),
  MaximumBatchingWindowInSeconds: v.optional(v.number(), 0),
  ScalingConfig: v.optional(v.object({ MaximumConcurrency: v.number() })),
  FunctionResponseTypes: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
  FilterCriteria: v.optional(v.never('filters are not supported')),
};

const asyncProperties = {
  FunctionName: v.string(),
  MaximumRetryAttempts: v.optional(v.number(), 2),
  DestinationConfig: v.optional(
    v.object({
      OnFailure: v.optional(v.object({ Destination: v.pipe(v.string(), v.includes(':sqs:')) })),
    }),
  ),
};

export function readFunctions(
  pick: PickByType,
  assetFolder: (objectKey: string) => string | undefined,
): { functions: FunctionModel[]; eventSources: EventSourceModel[] } {
  const configs = new Map<string, Pick<FunctionModel, 'asyncRetries' | 'failureQueue'>>();
  for (const config of pick('AWS::Lambda::EventInvokeConfig')) {
    const { FunctionName, MaximumRetryAttempts, DestinationConfig } = config.read(asyncProperties);
    configs.set(functionNameOf(FunctionName), {
      asyncRetries: MaximumRetryAttempts,
      failureQueue: DestinationConfig?.OnFailure?.Destination,
    });
  }
  return {
    functions: pick('AWS::Lambda::Function').map((each) => ({
      ...readFunction(each, assetFolder),
      ...(configs.get(each.ref) ?? { asyncRetries: 2, failureQueue: undefined }),
    })),
    eventSources: pick('AWS::Lambda::EventSourceMapping').flatMap(readEventSource),
  };
}

function readFunction(
  resource: Readable,
  assetFolder: (objectKey: string) => string | undefined,
): Omit<FunctionModel, 'asyncRetries' | 'failureQueue'> {
  const properties = resource.read(functionProperties);
  const folder = assetFolder(properties.Code.S3Key);
  if (folder === undefined) {
    throw new Error(`no asset ${properties.Code.S3Key} for the code of ${resource.id}`);
  }
  return {
    name: resource.ref,
    arn: resource.attribute('Arn'),
    handler: properties.Handler,
    folder,
    environment: properties.Environment?.Variables ?? {},
    timeout: properties.Timeout,
    memory: properties.MemorySize,
    runtime: properties.Runtime,
  };
}

function readEventSource(resource: Readable): EventSourceModel[] {
  const properties = resource.read(eventSourceProperties);
  if (!properties.Enabled) return [];
  return [
    {
      functionName: functionNameOf(properties.FunctionName),
      queueArn: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      batchingWindow: properties.MaximumBatchingWindowInSeconds,
      maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
      reportsBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    },
  ];
}

/** The name in an ARN of a function, with or without qualifier; a bare name stays as it is. */
export function functionNameOf(arn: string): string {
  return /:function:([^:/]+)/.exec(arn)?.[1] ?? arn;
}

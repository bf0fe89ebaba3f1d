import type { EventPattern } from './aws/event-pattern';
import type { ThrottleModel } from './http/throttle';

/** The parts of a synthesised stack that the local stage runs. Names are the physical ones. */
export interface StageModel {
  readonly functions: readonly FunctionModel[];
  readonly api: ApiModel | undefined;
  readonly queues: readonly QueueModel[];
  readonly eventSources: readonly EventSourceModel[];
  readonly tables: readonly TableModel[];
  readonly secrets: readonly SecretModel[];
  readonly buckets: readonly BucketModel[];
  readonly buses: readonly string[];
  readonly rules: readonly RuleModel[];
  readonly schedules: readonly ScheduleModel[];
  /** By name; those that have no counterpart here are left out. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Types of the template that have no effect here, each once. */
  readonly ignored: readonly string[];
}

export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** `<file without extension>.<export>`, relative to `folder`. */
  readonly handler: string;
  /** Absolute path of the bundled asset. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memory: number;
  /** As the template names it, for example `nodejs24.x`. */
  readonly runtime: string;
  /** How often an asynchronous invocation that failed is tried again. */
  readonly asyncRetries: number;
  /** Queue that takes an asynchronous invocation that failed for good; ARN. */
  readonly failureQueue: string | undefined;
}

export interface QueueModel {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** SQS attributes as the service takes them: texts. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface EventSourceModel {
  readonly functionName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** Seconds. */
  readonly batchingWindow: number;
  readonly maximumConcurrency: number | undefined;
  readonly reportsBatchItemFailures: boolean;
}

export interface TableModel {
  readonly name: string;
  /** The `CreateTable` request. */
  readonly definition: Readonly<Record<string, unknown>>;
}

export interface SecretModel {
  readonly name: string;
  readonly arn: string;
  /** The value that the template gives it, if any. */
  readonly value: string | undefined;
}

export interface BucketModel {
  readonly name: string;
  readonly tellsEventBridge: boolean;
}

export interface Target {
  readonly arn: string;
  /** Constant text that replaces the event. */
  readonly input: string | undefined;
}

export interface RuleModel {
  readonly name: string;
  readonly bus: string;
  readonly pattern: EventPattern;
  readonly targets: readonly Target[];
}

export interface ScheduleModel {
  readonly name: string;
  /** `rate(..)`, `cron(..)` or `at(..)`. */
  readonly expression: string;
  readonly target: Target;
  /** The service that fires it decides the event that a target without input gets. */
  readonly service: 'events' | 'scheduler';
}

export interface ApiModel {
  readonly id: string;
  readonly stage: string;
  readonly routes: readonly RouteModel[];
  /** Keyed by response type. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseModel>>;
  readonly binaryMediaTypes: readonly string[];
  /** @default - the account's own limit, which is not applied here */
  readonly throttle?: ThrottleModel;
}

export interface RouteModel {
  /** `ANY` takes every method. */
  readonly method: string;
  /** With path parameters in braces, for example `/audits/{auditId}`. */
  readonly path: string;
  readonly resourceId: string;
  readonly authorization: 'NONE' | 'AWS_IAM';
  readonly functionArn: string;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface GatewayResponseModel {
  readonly status: number | undefined;
  readonly template: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

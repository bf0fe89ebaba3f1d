import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { InferInput } from 'valibot';
import type { EnvSchema } from '../../lambdas/runtime/env';
import { acknowledge } from './acknowledge';
import { type Keeping, removalPolicy } from './keeping';

export interface AppFunctionProps<S extends EnvSchema> {
  /** Folder of the function below `lambdas/`. */
  readonly name: string;
  readonly description: string;
  /** The schema that the handler reads its environment with: a variable that is forgotten here does not compile. */
  readonly schema: S;
  readonly environment: InferInput<S> & Record<string, string>;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly logRetention: RetentionDays;
  readonly keeping: Keeping;
  /** Network that its requests go out from. @default - Lambda's own */
  readonly vpc?: IVpc;
}

const projectRoot = join(__dirname, '..', '..');
/** Not there as a dependency of another project; CDK then takes any file of the root. */
const lockFile = join(projectRoot, 'package-lock.json');

/**
 * CommonJS without source maps, from the packages' module entries, without the parts of the SDK that no function
 * uses: the combination that starts fastest (docs/performance.md).
 */
export const bundling = {
  format: OutputFormat.CJS,
  target: 'es2022',
  minify: true,
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  esbuildArgs: {
    '--alias': [
      '@aws-sdk/credential-provider-node=./lambdas/adapters/left-out/credential-providers.ts',
      '@smithy/core/event-streams=./lambdas/adapters/left-out/event-streams.ts',
    ],
  },
} satisfies BundlingOptions;

const networkPolicyName = 'service-role/AWSLambdaVPCAccessExecutionRole';
const networkPolicy = () => ManagedPolicy.fromAwsManagedPolicyName(networkPolicyName);

/** Our way to run a handler: Node 24 on arm64, a role and a log group of its own, JSON logs, traces. */
export class AppFunction<S extends EnvSchema> extends NodejsFunction {
  constructor(scope: Construct, id: string, props: AppFunctionProps<S>) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: props.logRetention,
      removalPolicy: removalPolicy(props.keeping),
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      ...(props.vpc && { managedPolicies: [networkPolicy()] }),
    });
    logGroup.grantWrite(role);
    super(scope, id, {
      entry: join(projectRoot, 'lambdas', props.name, 'handler.ts'),
      projectRoot,
      depsLockFilePath: existsSync(lockFile) ? lockFile : join(projectRoot, 'package.json'),
      bundling,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: props.environment,
      awsSdkConnectionReuse: false,
      tracing: Tracing.ACTIVE,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      role,
      ...(props.vpc && { vpc: props.vpc }),
    });
    // The dimension of all metrics: two stacks in one account stay apart.
    this.addEnvironment('POWERTOOLS_SERVICE_NAME', Stack.of(this).stackName);
    acknowledge(this, {
      'Serverless-LambdaDLQ':
        'No event is lost with an invocation: callers see the error, the queue and the schedule send again.',
    });
    if (props.vpc) {
      acknowledge(role, {
        [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${networkPolicyName}]`]:
          'The policy that AWS documents for functions in a VPC: network interfaces have no names beforehand.',
      });
    }
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name: its two actions need *.',
    });
  }
}

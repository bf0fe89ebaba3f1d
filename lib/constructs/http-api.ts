import { Names } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { addGatewayAnswers } from './gateway-answers';
import { type Keeping, removalPolicy } from './keeping';
import { type HttpFunction, routes, webhookRoute } from './routes';

export interface HttpApiProps {
  readonly functions: Readonly<Record<HttpFunction, IFunction>>;
  /** Answers Gong's webhook. @default - there is none */
  readonly webhook?: IFunction;
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  readonly logRetention: RetentionDays;
  readonly keeping: Keeping;
  /** Whether to set the account's role for API Gateway's logs; an account and region has one. */
  readonly accountLogging: boolean;
  /** Who may ask at all, beside IAM. @default - whoever IAM allows */
  readonly policy?: PolicyDocument;
}

const stageName = 'v1';

/** The REST API: one table of routes, IAM authorization on each; Gong's webhook alone is signed in another way. */
export class HttpApi extends Construct {
  readonly api: RestApi;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: HttpApiProps,
  ) {
    super(scope, id);
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    this.api = new RestApi(this, 'Api', {
      restApiName: name,
      description: 'Who was given access to which Gong call',
      endpointTypes: [EndpointType.REGIONAL],
      defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
      ...(props.policy && { policy: props.policy }),
      cloudWatchRole: props.accountLogging,
      ...(props.accountLogging && {
        cloudWatchRoleRemovalPolicy: removalPolicy(props.keeping),
      }),
      deployOptions: this.stageOptions(),
    });
    // Its output; the stack has one with a better name.
    this.api.node.tryRemoveChild('Endpoint');
    this.addExecutionLog();
    this.addRoutes();
    if (props.webhook) this.addWebhook(props.webhook);
    addGatewayAnswers(this.api);
    this.explain();
  }

  private addRoutes(): void {
    const { functions } = this.props;
    const integration = (fn: IFunction) => new LambdaIntegration(fn, { allowTestInvoke: false });
    const integrations: Record<HttpFunction, LambdaIntegration> = {
      checkAccess: integration(functions.checkAccess),
      requestAudit: integration(functions.requestAudit),
      readLedger: integration(functions.readLedger),
    };
    for (const { method, path, answeredBy } of routes) {
      this.api.root.resourceForPath(path).addMethod(method, integrations[answeredBy]);
    }
  }

  private addWebhook(fn: IFunction): void {
    const integration = new LambdaIntegration(fn, { allowTestInvoke: false });
    const method = this.api.root
      .resourceForPath(webhookRoute.path)
      .addMethod(webhookRoute.method, integration, { authorizationType: AuthorizationType.NONE });
    acknowledge(method, {
      'AwsSolutions-APIG4': "Gong cannot sign for IAM: the function checks Gong's own signature.",
      'AwsSolutions-COG4': "Gong cannot sign for IAM: the function checks Gong's own signature.",
    });
  }

  private stageOptions(): StageOptions {
    const { throttle } = this.props;
    return {
      stageName,
      accessLogDestination: new LogGroupLogDestination(this.logGroup('AccessLog')),
      accessLogFormat: accessLogFormat(),
      loggingLevel: MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
      metricsEnabled: true,
      tracingEnabled: true,
      throttlingRateLimit: throttle.requestsPerSecond,
      throttlingBurstLimit: throttle.burst,
    };
  }

  /** The gateway makes this log group by itself, and would keep it for ever. */
  private addExecutionLog(): void {
    const log = this.logGroup(
      'ExecutionLog',
      `API-Gateway-Execution-Logs_${this.api.restApiId}/${stageName}`,
    );
    this.api.deploymentStage.node.addDependency(log);
  }

  private logGroup(id: string, logGroupName?: string): LogGroup {
    const { logRetention, keeping } = this.props;
    return new LogGroup(this, id, {
      retention: logRetention,
      removalPolicy: removalPolicy(keeping),
      ...(logGroupName && { logGroupName }),
    });
  }

  private explain(): void {
    acknowledge(this.api, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The role that AWS documents for the logs of all APIs of an account.',
      'AwsSolutions-APIG2':
        "The functions validate requests, so that errors name the field in the shape of Gong's own answers.",
      'AwsSolutions-COG4': 'The callers are machines: every method asks for IAM authorization.',
    });
    acknowledge(this.api.deploymentStage, {
      'AwsSolutions-APIG3':
        'Only IAM-signed requests get in. Who wants a web ACL associates one with the stage.',
    });
  }
}

/** Who asked for what and how it went: neither bodies nor query strings, which may hold IDs of people. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTimeEpoch(),
      caller: AccessLogField.contextIdentityUserArn(),
      sourceIp: AccessLogField.contextIdentitySourceIp(),
      method: AccessLogField.contextHttpMethod(),
      route: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      bytes: AccessLogField.contextResponseLength(),
      milliseconds: AccessLogField.contextResponseLatency(),
      gatewayError: AccessLogField.contextErrorResponseType(),
      trace: AccessLogField.contextXrayTraceId(),
    }),
  );
}

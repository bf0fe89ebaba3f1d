import * as v from 'valibot';
import type { ApiModel, GatewayResponseModel, RouteModel } from '../model';
import type { PickByType, Readable } from '../template';
import { checkAnswerTemplate } from './gateway-answer';
import type { ThrottleModel } from './throttle';

const methodProperties = {
  HttpMethod: v.string(),
  ResourceId: v.string(),
  AuthorizationType: v.picklist(['NONE', 'AWS_IAM']),
  ApiKeyRequired: v.optional(v.literal(false)),
  Integration: v.object({
    Type: v.literal('AWS_PROXY'),
    Uri: v.string(),
    TimeoutInMillis: v.optional(v.number(), 29_000),
  }),
};

const responseProperties = {
  ResponseType: v.string(),
  StatusCode: v.optional(v.pipe(v.string(), v.transform(Number))),
  ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
};

const stageProperties = {
  MethodSettings: v.optional(
    v.array(
      v.object({
        HttpMethod: v.string(),
        ResourcePath: v.string(),
        ThrottlingRateLimit: v.optional(v.number()),
        ThrottlingBurstLimit: v.optional(v.number()),
      }),
    ),
    [],
  ),
};

/** @throws Error naming a second REST API, or what the local gateway does not know */
export function readApi(pick: PickByType): ApiModel | undefined {
  const apis = pick('AWS::ApiGateway::RestApi');
  const resources = pick('AWS::ApiGateway::Resource');
  const methods = pick('AWS::ApiGateway::Method');
  const responses = pick('AWS::ApiGateway::GatewayResponse');
  const [stage] = pick('AWS::ApiGateway::Stage');
  const [api] = apis;
  if (!api) return undefined;
  if (apis.length > 1) {
    throw new Error(`the local stage serves one REST API; there are: ${apis.map((a) => a.id)}`);
  }
  const { BinaryMediaTypes } = api.read({
    Body: v.optional(v.never('an API defined by a document is not supported')),
    BinaryMediaTypes: v.optional(v.array(v.string()), []),
  });
  const paths = resourcePaths(api, resources);
  return {
    id: api.ref,
    stage: stage?.ref ?? 'local',
    routes: methods.map((method) => readRoute(method, paths)),
    gatewayResponses: Object.fromEntries(responses.map(readGatewayResponse)),
    binaryMediaTypes: BinaryMediaTypes,
    ...throttleOf(stage),
  };
}

/** The limit of the whole stage; of single methods there is none here. */
function throttleOf(stage: Readable | undefined): { throttle?: ThrottleModel } {
  const { MethodSettings = [] } = stage?.read(stageProperties) ?? {};
  const all = MethodSettings.find(
    ({ HttpMethod, ResourcePath }) => HttpMethod === '*' && ResourcePath === '/*',
  );
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = all ?? {};
  return rate === undefined || burst === undefined ? {} : { throttle: { rate, burst } };
}

function resourcePaths(api: Readable, resources: readonly Readable[]): Map<string, string> {
  const paths = new Map([[api.attribute('RootResourceId'), '']]);
  const read = resources.map((resource) => ({
    id: resource.ref,
    ...resource.read({ ParentId: v.string(), PathPart: v.string() }),
  }));
  // A template does not order parents before children.
  for (let left = read.length; left > 0; left -= 1) {
    for (const { id, ParentId, PathPart } of read) {
      const parent = paths.get(ParentId);
      if (parent !== undefined) paths.set(id, `${parent}/${PathPart}`);
    }
    if (paths.size > read.length) break;
  }
  return paths;
}

function readRoute(method: Readable, paths: ReadonlyMap<string, string>): RouteModel {
  const properties = method.read(methodProperties);
  const path = paths.get(properties.ResourceId);
  const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(properties.Integration.Uri)?.[1];
  if (path === undefined || functionArn === undefined) {
    throw new Error(`the local stage cannot route ${method.id} to ${properties.Integration.Uri}`);
  }
  return {
    method: properties.HttpMethod,
    path: path || '/',
    resourceId: properties.ResourceId,
    authorization: properties.AuthorizationType,
    functionArn,
    timeout: properties.Integration.TimeoutInMillis,
  };
}

function readGatewayResponse(resource: Readable): [string, GatewayResponseModel] {
  const properties = resource.read(responseProperties);
  const headers = Object.entries(properties.ResponseParameters).map(([name, value]) => [
    name.replace(/^gatewayresponse\.header\./, ''),
    staticValue(value, `${resource.id}, ${name}`),
  ]);
  const template = properties.ResponseTemplates['application/json'];
  checkAnswerTemplate(template ?? '', resource.id);
  return [
    properties.ResponseType,
    {
      status: properties.StatusCode,
      template,
      headers: Object.fromEntries(headers),
    },
  ];
}

/** API Gateway writes a constant in single quotes. */
function staticValue(value: string, where: string): string {
  const constant = /^'(.*)'$/.exec(value)?.[1];
  if (constant === undefined) {
    throw new Error(`the local stage sets only constant headers, not ${value} (in ${where})`);
  }
  return constant;
}

import { routes } from '../../../lib/constructs/routes';
import { only, resources, templateOf } from '../app';

const template = templateOf();
const methods = Object.values(resources(template, 'AWS::ApiGateway::Method'));

describe('the HTTP API', () => {
  it('asks for IAM authorization on every method', () => {
    expect(methods).toHaveLength(routes.length);
    for (const { Properties } of methods) {
      expect(Properties.AuthorizationType).toBe('AWS_IAM');
      expect(['GET', 'POST']).toContain(Properties.HttpMethod);
    }
  });

  it('hands each request over as it is', () => {
    for (const { Properties } of methods) {
      expect(Properties.Integration).toMatchObject({ Type: 'AWS_PROXY' });
    }
    const api = only(template, 'AWS::ApiGateway::RestApi').Properties;
    expect(api.BinaryMediaTypes).toBeUndefined();
    expect(api.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
  });

  it('lets only its own methods invoke the functions', () => {
    const permissions = Object.values(resources(template, 'AWS::Lambda::Permission'));
    const ofGateway = permissions.filter(
      ({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com',
    );
    expect(ofGateway).toHaveLength(routes.length);
    for (const { Properties } of ofGateway) expect(Properties.SourceArn).toBeDefined();
  });

  it('limits, traces and measures all requests', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      TracingEnabled: true,
      MethodSettings: [
        {
          HttpMethod: '*',
          ResourcePath: '/*',
          ThrottlingRateLimit: 100,
          ThrottlingBurstLimit: 200,
          MetricsEnabled: true,
          LoggingLevel: 'ERROR',
          DataTraceEnabled: false,
        },
      ],
    });
  });

  it('takes as many requests as was said, and twice as many at once', () => {
    templateOf({ apiRequestsPerSecond: '40' }).hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [{ ThrottlingRateLimit: 40, ThrottlingBurstLimit: 80 }],
    });
  });

  it('logs who asked for what as JSON, never what was sent or named', () => {
    const stage = only(template, 'AWS::ApiGateway::Stage').Properties;
    const { Format } = stage.AccessLogSetting as { Format: string };
    const fields = Object.values(JSON.parse(Format));
    expect(fields).toContain('$context.identity.userArn');
    expect(fields).toContain('$context.resourcePath');
    // `path` holds the IDs of users, the request overrides bodies and headers.
    for (const field of fields) expect(field).not.toMatch(/\.(path|requestOverride|querystring)/);
  });

  it("keeps the gateway's own log no longer than the others", () => {
    const log = only(template, 'AWS::Logs::LogGroup', 'ExecutionLog').Properties;
    expect(JSON.stringify(log.LogGroupName)).toContain('API-Gateway-Execution-Logs_');
    expect(log.RetentionInDays).toBe(90);
  });

  it('leaves the account alone when it is told to', () => {
    const alone = templateOf({ accountLogging: 'false' });
    alone.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.resourceCountIs('AWS::ApiGateway::Account', 1);
  });
});

describe("the gateway's own answers", () => {
  const answers = Object.values(resources(template, 'AWS::ApiGateway::GatewayResponse'));
  const answer = (type: string) =>
    answers.find(({ Properties }) => Properties.ResponseType === type)?.Properties;

  it('all have the shape of ours', () => {
    expect(answers.length).toBeGreaterThan(10);
    for (const { Properties } of answers) {
      const { 'application/json': body = '' } = Properties.ResponseTemplates as Record<
        string,
        string
      >;
      expect(JSON.parse(body)).toEqual({
        requestId: '$context.requestId',
        errors: [expect.any(String)],
        code: expect.stringMatching(/^[a-z-]+$/),
      });
    }
  });

  it.each([
    ['BAD_REQUEST_BODY', 'invalid-input'],
    ['MISSING_AUTHENTICATION_TOKEN', 'not-signed'],
    ['ACCESS_DENIED', 'access-denied'],
    ['RESOURCE_NOT_FOUND', 'route-not-found'],
    ['REQUEST_TOO_LARGE', 'body-too-large'],
    ['UNSUPPORTED_MEDIA_TYPE', 'unsupported-media-type'],
    ['DEFAULT_5XX', 'internal'],
  ])('%s says %s', (type, code) => {
    expect(JSON.stringify(answer(type)?.ResponseTemplates)).toContain(`\\"code\\": \\"${code}\\"`);
  });

  it.each([
    ['THROTTLED', '1'],
    ['INTEGRATION_TIMEOUT', '5'],
    ['INTEGRATION_FAILURE', '5'],
  ])('%s says when to come back', (type, seconds) => {
    expect(answer(type)?.ResponseParameters).toEqual({
      'gatewayresponse.header.Retry-After': `'${seconds}'`,
    });
  });
});

import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { GongAccessAudit } from '../../../lib';
import { newApp, only, resources, templateOf } from '../app';

const template = templateOf({ fixedEgress: 'true' });
const functions = (from = template) =>
  Object.entries(resources(from, 'AWS::Lambda::Function')).map(
    ([id, { Properties }]) => [id.replace(/^Audit|.{8}$/g, ''), Properties.VpcConfig] as const,
  );

describe('a fixed address for requests to Gong', () => {
  it('is that of the NAT gateway, and an output', () => {
    const { Properties } = only(template, 'AWS::EC2::NatGateway');
    expect(JSON.stringify(Properties.AllocationId)).toContain('EgressAddress');
    expect(JSON.stringify(template.findOutputs('EgressAddress'))).toContain('PublicIp');
  });

  it('is used by the functions that ask Gong, and by no other', () => {
    const inside = functions().filter(([, network]) => network !== undefined);
    expect(inside.map(([name]) => name).sort()).toEqual(['CheckAccess', 'ListCalls', 'RunChunk']);
    expect(functions(templateOf()).every(([, network]) => network === undefined)).toBe(true);
  });

  it('is not for what goes to the ledger and the lists', () => {
    const endpoints = Object.values(resources(template, 'AWS::EC2::VPCEndpoint'));
    const services = endpoints.map(({ Properties }) => JSON.stringify(Properties.ServiceName));
    expect(services).toEqual([
      expect.stringContaining('.dynamodb'),
      expect.stringContaining('.s3'),
    ]);
    for (const { Properties } of endpoints) expect(Properties.VpcEndpointType).toBe('Gateway');
  });

  it('leaves nothing that can be reached from outside', () => {
    for (const { Properties } of Object.values(resources(template, 'AWS::EC2::Subnet'))) {
      expect(Properties.MapPublicIpOnLaunch).toBe(false);
    }
    for (const { Properties } of Object.values(resources(template, 'AWS::EC2::SecurityGroup'))) {
      expect(Properties.SecurityGroupIngress).toBeUndefined();
    }
  });
});

it('the API takes a resource policy', () => {
  const stack = new Stack(newApp(), 'Stack');
  const statements = [
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: ['execute-api:Invoke'],
      resources: ['execute-api:/*'],
      conditions: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    }),
  ];
  new GongAccessAudit(stack, 'Audit', { apiPolicy: new PolicyDocument({ statements }) });
  const { Properties } = only(Template.fromStack(stack), 'AWS::ApiGateway::RestApi');
  expect(JSON.stringify(Properties.Policy)).toContain('192.0.2.0/24');
});

import {
  CfnEIP,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  type IVpc,
  NatProvider,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Keeping, removalPolicy } from './keeping';

export interface FixedEgressProps {
  readonly logRetention: RetentionDays;
  readonly keeping: Keeping;
}

/**
 * A network whose requests to the outside come from one address: it can be put on the list of trusted IPs of Gong's API
 * key. One NAT gateway: while its zone is down, audits wait.
 */
export class FixedEgress extends Construct {
  readonly vpc: IVpc;
  /** The address, for Gong's list. */
  readonly address: string;

  constructor(scope: Construct, id: string, { logRetention, keeping }: FixedEgressProps) {
    super(scope, id);
    const ip = new CfnEIP(this, 'Address', { domain: 'vpc' });
    this.address = ip.attrPublicIp;
    const logGroup = new LogGroup(this, 'FlowLog', {
      retention: logRetention,
      removalPolicy: removalPolicy(keeping),
    });
    const vpc = new Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [ip.attrAllocationId] }),
      // Nothing is reached from outside; the public subnets hold the NAT gateway alone.
      subnetConfiguration: [
        { name: 'Egress', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      ],
      // Free, while the NAT gateway takes its share of every byte.
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
      restrictDefaultSecurityGroup: false,
      flowLogs: { all: { destination: FlowLogDestination.toCloudWatchLogs(logGroup) } },
    });
    // To a compiler as strict as ours the class is not quite its own interface.
    this.vpc = vpc as IVpc;
  }
}

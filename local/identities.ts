import type { Identities, TemplateResource } from './resolve';

export const region = 'us-east-1';
export const accountId = '000000000000';

type Name = (logicalId: string, resource: TemplateResource) => string;

interface Kind {
  readonly ref: Name;
  readonly attributes?: Readonly<Record<string, Name>>;
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;

/** The physical name: as the template sets it, else the logical ID, which stays the same between runs. */
const named =
  (property: string): Name =>
  (logicalId, resource) => {
    const given = resource.Properties?.[property];
    return typeof given === 'string' ? given : logicalId;
  };

const functionName = named('FunctionName');
const queueName = named('QueueName');
const tableName = named('TableName');
const secretName = named('Name');
const busName = named('Name');
const ruleName = named('Name');
const topicName = named('TopicName');
const roleName = named('RoleName');
const logGroupName = named('LogGroupName');
/** Bucket names have no capitals. */
const bucketName: Name = (id, resource) => named('BucketName')(id, resource).toLowerCase();
const bucketArn: Name = (id, resource) => `arn:aws:s3:::${bucketName(id, resource)}`;
const machineArn: Name = (id, resource) =>
  arn('states', `stateMachine:${named('StateMachineName')(id, resource)}`);

const functionArn: Name = (id, resource) => arn('lambda', `function:${functionName(id, resource)}`);
const secretArn: Name = (id, resource) =>
  arn('secretsmanager', `secret:${secretName(id, resource)}-local0`);
const tableKind: Kind = {
  ref: tableName,
  attributes: { Arn: (id, resource) => arn('dynamodb', `table/${tableName(id, resource)}`) },
};
const topicArn: Name = (id, resource) => arn('sns', topicName(id, resource));

/** What `Ref` and `Fn::GetAtt` give, a resource type each. A type that is not here cannot be referred to. */
function kinds(sqsUrl: string): Readonly<Record<string, Kind>> {
  return {
    'AWS::Lambda::Function': { ref: functionName, attributes: { Arn: functionArn } },
    'AWS::SQS::Queue': {
      ref: (id, resource) => `${sqsUrl}/${accountId}/${queueName(id, resource)}`,
      attributes: {
        Arn: (id, resource) => arn('sqs', queueName(id, resource)),
        QueueName: queueName,
        QueueUrl: (id, resource) => `${sqsUrl}/${accountId}/${queueName(id, resource)}`,
      },
    },
    'AWS::DynamoDB::Table': tableKind,
    'AWS::DynamoDB::GlobalTable': tableKind,
    'AWS::SecretsManager::Secret': { ref: secretArn, attributes: { Id: secretArn } },
    'AWS::Events::EventBus': {
      ref: busName,
      attributes: {
        Name: busName,
        Arn: (id, resource) => arn('events', `event-bus/${busName(id, resource)}`),
      },
    },
    'AWS::Events::Rule': {
      ref: ruleName,
      attributes: { Arn: (id, resource) => arn('events', `rule/${ruleName(id, resource)}`) },
    },
    'AWS::Scheduler::Schedule': {
      ref: named('Name'),
      attributes: {
        Arn: (id, resource) => arn('scheduler', `schedule/default/${named('Name')(id, resource)}`),
      },
    },
    'AWS::ApiGateway::RestApi': {
      ref: (id) => id.toLowerCase(),
      attributes: { RestApiId: (id) => id.toLowerCase(), RootResourceId: (id) => `${id}.root` },
    },
    'AWS::ApiGateway::Resource': { ref: (id) => id, attributes: { ResourceId: (id) => id } },
    'AWS::ApiGateway::Stage': { ref: named('StageName') },
    'AWS::ApiGateway::RequestValidator': { ref: (id) => id },
    'AWS::IAM::Role': {
      ref: roleName,
      attributes: {
        Arn: (id, resource) => `arn:aws:iam::${accountId}:role/${roleName(id, resource)}`,
      },
    },
    'AWS::Logs::LogGroup': {
      ref: logGroupName,
      attributes: {
        Arn: (id, resource) => arn('logs', `log-group:${logGroupName(id, resource)}:*`),
      },
    },
    'AWS::S3::Bucket': { ref: bucketName, attributes: { Arn: bucketArn } },
    'AWS::StepFunctions::StateMachine': { ref: machineArn, attributes: { Arn: machineArn } },
    'AWS::SNS::Topic': { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: topicName } },
  };
}

/** Names and addresses of the template's resources on this machine. */
export function localIdentities(sqsUrl: string, stackName: string): Identities {
  const known = kinds(sqsUrl);
  return {
    pseudo: {
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': arn('cloudformation', `stack/${stackName}/local`),
    },
    ref: (logicalId, resource) => known[resource.Type]?.ref(logicalId, resource),
    attribute: (logicalId, name, resource) =>
      known[resource.Type]?.attributes?.[name]?.(logicalId, resource),
  };
}

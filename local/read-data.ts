import * as v from 'valibot';
import type { BucketModel, QueueModel, SecretModel, TableModel } from './model';
import type { PickByType, Readable } from './template';

const redrivePolicy = v.object({
  deadLetterTargetArn: v.string(),
  maxReceiveCount: v.pipe(v.union([v.number(), v.string()]), v.transform(Number)),
});

const queueProperties = {
  VisibilityTimeout: v.optional(v.number()),
  DelaySeconds: v.optional(v.number()),
  MessageRetentionPeriod: v.optional(v.number()),
  ReceiveMessageWaitTimeSeconds: v.optional(v.number()),
  FifoQueue: v.optional(v.boolean()),
  ContentBasedDeduplication: v.optional(v.boolean()),
  RedrivePolicy: v.optional(redrivePolicy),
};

const tableProperties = {
  KeySchema: v.array(v.unknown()),
  AttributeDefinitions: v.array(v.unknown()),
  GlobalSecondaryIndexes: v.optional(v.array(v.looseObject({}))),
  LocalSecondaryIndexes: v.optional(v.array(v.looseObject({}))),
};

const secretProperties = {
  SecretString: v.optional(v.string()),
  GenerateSecretString: v.optional(v.looseObject({ SecretStringTemplate: v.optional(v.string()) })),
};

const bucketProperties = {
  NotificationConfiguration: v.optional(
    v.strictObject({
      EventBridgeConfiguration: v.optional(v.object({ EventBridgeEnabled: v.boolean() })),
    }),
  ),
};

export function readData(pick: PickByType): {
  buckets: BucketModel[];
  queues: QueueModel[];
  tables: TableModel[];
  secrets: SecretModel[];
} {
  return {
    buckets: pick('AWS::S3::Bucket').map(readBucket),
    queues: pick('AWS::SQS::Queue').map(readQueue),
    tables: pick('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable),
    secrets: pick('AWS::SecretsManager::Secret').map(readSecret),
  };
}

function readQueue(resource: Readable): QueueModel {
  const { RedrivePolicy, ...simple } = resource.read(queueProperties);
  const attributes = Object.entries(simple)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, String(value)]);
  if (RedrivePolicy) attributes.push(['RedrivePolicy', JSON.stringify(RedrivePolicy)]);
  return {
    name: resource.attribute('QueueName'),
    arn: resource.attribute('Arn'),
    url: resource.ref,
    attributes: Object.fromEntries(attributes),
  };
}

function readTable(resource: Readable): TableModel {
  const properties = resource.read(tableProperties);
  const indexes = (given: readonly Record<string, unknown>[] | undefined) =>
    given?.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  return {
    name: resource.ref,
    definition: {
      TableName: resource.ref,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      GlobalSecondaryIndexes: indexes(properties.GlobalSecondaryIndexes),
      LocalSecondaryIndexes: indexes(properties.LocalSecondaryIndexes),
    },
  };
}

function readBucket(resource: Readable): BucketModel {
  const { NotificationConfiguration: told } = resource.read(bucketProperties);
  return {
    name: resource.ref,
    tellsEventBridge: told?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
  };
}

function readSecret(resource: Readable): SecretModel {
  const properties = resource.read(secretProperties);
  return {
    name: resource.ref.replace(/^.*:secret:/, '').replace(/-local0$/, ''),
    arn: resource.ref,
    value: properties.SecretString ?? properties.GenerateSecretString?.SecretStringTemplate,
  };
}

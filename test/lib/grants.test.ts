import { resources, templateOf } from './app';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** With every function and schedule that there can be. */
const template = templateOf({
  webhookPublicKey: 'A'.repeat(392),
  sealDays: '365',
  nightlyDays: '7',
  workflow: 'true',
});

/** Allowed actions by role, each with the resource that it is allowed on. */
const allowed: Record<string, string[]> = Object.fromEntries(
  Object.entries(resources(template, 'AWS::IAM::Policy')).map(([id, { Properties }]) => [
    id.replace(/^Audit|RoleDefaultPolicy.{8}$/g, ''),
    (Properties.PolicyDocument as { Statement: Statement[] }).Statement.flatMap(actionsOn).sort(),
  ]),
);

function actionsOn({ Effect, Action, Resource }: Statement): string[] {
  if (Effect !== 'Allow') return [];
  const targets = [Resource].flat().map(nameOf);
  return [Action].flat().flatMap((action) => targets.map((target) => `${action} on ${target}`));
}

function nameOf(resource: unknown): string {
  return JSON.stringify(resource)
    .replace(/^\{"Fn::Join":\["",\[(.+),"(.+)"\]\]\}$/, '$1$2')
    .replace(/^\{"(?:Fn::GetAtt":\["Audit(\w+?)\w{8}","Arn"\]|Ref":"Audit(\w+?)\w{8}")\}/, '$1$2');
}

const rolesWith = (action: string) =>
  Object.keys(allowed)
    .filter((role) => allowed[role]?.some((a) => a.startsWith(`${action} `)))
    .sort();

describe('roles', () => {
  it('may do exactly this', () => {
    expect(allowed).toMatchInlineSnapshot(`
{
  "CheckAccess": [
    "dynamodb:BatchGetItem on LedgerTable",
    "dynamodb:BatchWriteItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "events:PutEvents on EventsBus",
    "logs:CreateLogStream on CheckAccessLogs",
    "logs:PutLogEvents on CheckAccessLogs",
    "secretsmanager:GetSecretValue on GongSecret",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "ListCalls": [
    "dynamodb:BatchWriteItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "events:PutEvents on EventsBus",
    "logs:CreateLogStream on ListCallsLogs",
    "logs:PutLogEvents on ListCallsLogs",
    "s3:GetObject on ListsBucket/*",
    "s3:PutObject on ListsBucket/*.result.json",
    "secretsmanager:GetSecretValue on GongSecret",
    "sqs:ChangeMessageVisibility on ListingsQueue",
    "sqs:DeleteMessage on ListingsQueue",
    "sqs:GetQueueAttributes on ListingsQueue",
    "sqs:GetQueueUrl on ListingsQueue",
    "sqs:ReceiveMessage on ListingsQueue",
    "sqs:SendMessage on ChunksQueue",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "ReadLedger": [
    "dynamodb:BatchGetItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "logs:CreateLogStream on ReadLedgerLogs",
    "logs:PutLogEvents on ReadLedgerLogs",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "ReceiveWebhook": [
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "logs:CreateLogStream on ReceiveWebhookLogs",
    "logs:PutLogEvents on ReceiveWebhookLogs",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "RequestAudit": [
    "dynamodb:BatchWriteItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "events:PutEvents on EventsBus",
    "logs:CreateLogStream on RequestAuditLogs",
    "logs:PutLogEvents on RequestAuditLogs",
    "sqs:GetQueueAttributes on TriggersDeadLetters",
    "sqs:GetQueueUrl on TriggersDeadLetters",
    "sqs:SendMessage on ChunksQueue",
    "sqs:SendMessage on ListingsQueue",
    "sqs:SendMessage on TriggersDeadLetters",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "RunChunk": [
    "dynamodb:BatchGetItem on LedgerTable",
    "dynamodb:BatchWriteItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "events:PutEvents on EventsBus",
    "logs:CreateLogStream on RunChunkLogs",
    "logs:PutLogEvents on RunChunkLogs",
    "secretsmanager:GetSecretValue on GongSecret",
    "sqs:ChangeMessageVisibility on ChunksQueue",
    "sqs:DeleteMessage on ChunksQueue",
    "sqs:GetQueueAttributes on ChunksQueue",
    "sqs:GetQueueUrl on ChunksQueue",
    "sqs:ReceiveMessage on ChunksQueue",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "Schedules": [
    "lambda:InvokeFunction on RequestAudit",
    "sqs:SendMessage on TriggersDeadLetters",
  ],
  "SealingSealEvidence": [
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "kms:Sign on SealingArchiveKey",
    "logs:CreateLogStream on SealingSealEvidenceLogs",
    "logs:PutLogEvents on SealingSealEvidenceLogs",
    "s3:PutObject on SealingArchiveBucket/manifests/*",
    "sqs:GetQueueAttributes on SealingDeadLetters",
    "sqs:GetQueueUrl on SealingDeadLetters",
    "sqs:SendMessage on SealingDeadLetters",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "Sweep": [
    "dynamodb:BatchGetItem on LedgerTable",
    "dynamodb:BatchWriteItem on LedgerTable",
    "dynamodb:GetItem on LedgerTable",
    "dynamodb:PutItem on LedgerTable",
    "dynamodb:Query on LedgerTable",
    "dynamodb:UpdateItem on LedgerTable",
    "events:PutEvents on EventsBus",
    "logs:CreateLogStream on SweepLogs",
    "logs:PutLogEvents on SweepLogs",
    "sqs:GetQueueAttributes on ChunksQueue",
    "sqs:SendMessage on ChunksQueue",
    "sqs:SendMessage on ListingsQueue",
    "states:SendTaskFailure on {"Ref":"WorkflowMachine0C2E3460"}",
    "states:SendTaskSuccess on {"Ref":"WorkflowMachine0C2E3460"}",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "SweepSchedule": [
    "lambda:InvokeFunction on Sweep",
    "sqs:SendMessage on SweepScheduleDeadLetters",
  ],
  "WorkflowMachine": [
    "events:PutEvents on EventsBus",
    "logs:CreateLogDelivery on "*"",
    "logs:DeleteLogDelivery on "*"",
    "logs:DescribeLogGroups on "*"",
    "logs:DescribeResourcePolicies on "*"",
    "logs:GetLogDelivery on "*"",
    "logs:ListLogDeliveries on "*"",
    "logs:PutResourcePolicy on "*"",
    "logs:UpdateLogDelivery on "*"",
    "xray:GetSamplingRules on "*"",
    "xray:GetSamplingTargets on "*"",
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
}
`);
  });

  it.each([
    'dynamodb:Scan',
    'dynamodb:DeleteItem',
    'dynamodb:DeleteTable',
    'dynamodb:PartiQLDelete',
    'sqs:PurgeQueue',
    'secretsmanager:PutSecretValue',
  ])('may never do %s', (action) => {
    expect(rolesWith(action)).toEqual([]);
  });

  it('have no action or resource with a wildcard, but for traces and the names of objects', () => {
    // Step Functions has no names for the delivery of its logs.
    const { WorkflowMachine: _, ...functions } = allowed;
    const wild = Object.values(functions)
      .flat()
      .filter((grant) => grant.includes('*') && !/^(xray:Put|s3:(Get|Put)Object )/.test(grant));
    expect(wild).toEqual([]);
  });

  it('give the secret to those who ask Gong, and to nobody else', () => {
    expect(rolesWith('secretsmanager:GetSecretValue')).toEqual([
      'CheckAccess',
      'ListCalls',
      'RunChunk',
    ]);
  });

  it('let read-ledger only read', () => {
    const beyond = allowed.ReadLedger?.filter(
      (grant) => !/^(dynamodb:(GetItem|BatchGetItem|Query)|logs:|xray:)/.test(grant),
    );
    expect(beyond).toEqual([]);
  });

  it('let publish and send where it was decided', () => {
    expect(rolesWith('events:PutEvents')).toEqual([
      'CheckAccess',
      'ListCalls',
      'RequestAudit',
      'RunChunk',
      'Sweep',
      'WorkflowMachine',
    ]);
    expect(rolesWith('sqs:SendMessage')).toEqual([
      'ListCalls',
      'RequestAudit',
      'Schedules',
      'SealingSealEvidence',
      'Sweep',
      'SweepSchedule',
    ]);
  });
});

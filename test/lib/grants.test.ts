import { resources, templateOf } from './app';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const template = templateOf();

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
    "dynamodb:BatchGetItem on LedgerTable",
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
  "RequestAudit": [
    "dynamodb:BatchGetItem on LedgerTable",
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
    "xray:PutTelemetryRecords on "*"",
    "xray:PutTraceSegments on "*"",
  ],
  "SweepSchedule": [
    "lambda:InvokeFunction on Sweep",
    "sqs:SendMessage on SweepScheduleDeadLetters",
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

  it('have no action or resource with a wildcard, but for traces and the names of lists', () => {
    const wild = Object.values(allowed)
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
    const publishers = ['CheckAccess', 'ListCalls', 'RequestAudit', 'RunChunk', 'Sweep'];
    expect(rolesWith('events:PutEvents')).toEqual(publishers);
    expect(rolesWith('sqs:SendMessage')).toEqual([
      'ListCalls',
      'RequestAudit',
      'Sweep',
      'SweepSchedule',
    ]);
  });
});

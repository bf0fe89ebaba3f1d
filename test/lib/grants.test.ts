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
  const target = JSON.stringify(Resource).replace(
    /^\{"(?:Fn::GetAtt":\["Audit(\w+?)\w{8}","Arn"\]|Ref":"Audit(\w+?)\w{8}")\}$/,
    '$1$2',
  );
  return [Action].flat().map((action) => `${action} on ${target}`);
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
    "sqs:SendMessage on ChunksQueue",
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
    "sqs:SendMessage on ChunksQueue",
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

  it('have no action or resource with a wildcard, but for the traces', () => {
    const wild = Object.values(allowed)
      .flat()
      .filter((grant) => grant.includes('*') && !grant.startsWith('xray:Put'));
    expect(wild).toEqual([]);
  });

  it('give the secret to those who ask Gong, and to nobody else', () => {
    expect(rolesWith('secretsmanager:GetSecretValue')).toEqual(['CheckAccess', 'RunChunk']);
  });

  it('let read-ledger only read', () => {
    const beyond = allowed.ReadLedger?.filter(
      (grant) => !/^(dynamodb:(GetItem|BatchGetItem|Query)|logs:|xray:)/.test(grant),
    );
    expect(beyond).toEqual([]);
  });

  it('let publish and send where it was decided', () => {
    const publishers = ['CheckAccess', 'RequestAudit', 'RunChunk', 'Sweep'];
    expect(rolesWith('events:PutEvents')).toEqual(publishers);
    expect(rolesWith('sqs:SendMessage')).toEqual(['RequestAudit', 'Sweep', 'SweepSchedule']);
  });
});

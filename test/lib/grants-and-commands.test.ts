import { resources, templateOf } from './app';
import { commandsOf, functionNames } from './function-commands';

/** With everything that a function may be for. */
const template = templateOf({
  webhookPublicKey: 'A'.repeat(392),
  sealDays: '365',
  workflow: 'true',
});

/** Permissions that are called otherwise than the commands that need them. */
const permission: Readonly<Record<string, string>> = {
  Get: 'dynamodb:GetItem',
  BatchGet: 'dynamodb:BatchGetItem',
  Put: 'dynamodb:PutItem',
  BatchWrite: 'dynamodb:BatchWriteItem',
  Update: 'dynamodb:UpdateItem',
  Query: 'dynamodb:Query',
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  PutEvents: 'events:PutEvents',
  GetSecretValue: 'secretsmanager:GetSecretValue',
  GetObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  Sign: 'kms:Sign',
  SendTaskSuccess: 'states:SendTaskSuccess',
  SendTaskFailure: 'states:SendTaskFailure',
};

/** Found needed only because what is called has a name that one of the table's methods has too. */
const mistaken: Readonly<Record<string, string[]>> = {
  // Hashes are updated, seals are put into their archive.
  'read-ledger': ['dynamodb:UpdateItem'],
  'seal-evidence': ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
};

const needed = (name: string) =>
  [
    ...new Set(commandsOf(name).map((each) => permission[each] ?? `no permission for ${each}`)),
  ].sort();

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const roleOf = (id: string) => id.replace(/RoleDefaultPolicy.{8}$/, '').toLowerCase();

/** What a function's role allows it to do by itself: without logs, traces, and what Lambda does in its name. */
function allowed(name: string): string[] {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy'));
  const [policy, ...more] = policies.filter(([id]) => roleOf(id).endsWith(name.replace('-', '')));
  if (!policy || more.length > 0) throw new Error(`not one policy for ${name}`);
  const { Statement: statements } = policy[1].Properties.PolicyDocument as {
    Statement: Statement[];
  };
  const actions = statements
    .filter(({ Resource }) => !lambdasOwn(name).includes(JSON.stringify(Resource)))
    .flatMap(({ Action }) => Action)
    .filter((action) => !/^(logs|xray):/.test(action));
  return [...new Set(actions)].sort();
}

/** The queues that Lambda takes a function's messages from, or puts into what it failed to take in. */
const lambdasOwn = (name: string): string[] =>
  ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::EventInvokeConfig']
    .flatMap((type) => Object.values(resources(template, type)))
    .map(({ Properties }) => Properties)
    .filter(({ FunctionName }) =>
      JSON.stringify(FunctionName).toLowerCase().includes(name.replace('-', '')),
    )
    .map(({ EventSourceArn, DestinationConfig }) =>
      JSON.stringify(EventSourceArn ?? Object(DestinationConfig).OnFailure?.Destination),
    );

describe('the role of a function', () => {
  it('is compared for each that there is', () => expect(functionNames).toHaveLength(8));

  it.each(functionNames)('lets %s do what its code can come to do, and nothing else', (name) => {
    expect([...allowed(name), ...(mistaken[name] ?? [])].sort()).toEqual(needed(name));
  });
});

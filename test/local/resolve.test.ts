import { localIdentities } from '../../local/identities';
import { resolver, type Template, Unresolvable } from '../../local/resolve';

const template: Template = {
  Parameters: { Word: { Default: 'sesame' }, Empty: {} },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue' },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
    Table: { Type: 'AWS::DynamoDB::GlobalTable' },
    Fn: { Type: 'AWS::Lambda::Function' },
    Odd: { Type: 'AWS::Odd::Thing' },
  },
};
const resolve = resolver(template, localIdentities('http://127.0.0.1:1', 'Sample'));
const resolved = (value: unknown) => resolve(value, 'here');

const sub = (...names: string[]) => names.map((name) => `\${${name}}`).join('/');

test.each([
  ['a plain value', 7, 7],
  ['Ref to a queue', { Ref: 'Queue' }, 'http://127.0.0.1:1/000000000000/Queue'],
  ['Ref to a named one', { Ref: 'Named' }, 'http://127.0.0.1:1/000000000000/work'],
  ['Ref to a table', { Ref: 'Table' }, 'Table'],
  ['Ref to a parameter', { Ref: 'Word' }, 'sesame'],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['GetAtt', { 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:work'],
  ['GetAtt as a text', { 'Fn::GetAtt': 'Named.QueueName' }, 'work'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Word' }, 3]] }, 'a-sesame-3'],
  ['Sub', { 'Fn::Sub': sub('AWS::Partition', 'Word', 'Named.QueueName') }, 'aws/sesame/work'],
  ['Sub that is escaped', { 'Fn::Sub': sub('!Word') }, sub('Word')],
  [
    'Sub with variables',
    { 'Fn::Sub': [sub('x', 'Word'), { x: { Ref: 'Table' } }] },
    'Table/sesame',
  ],
  ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['lists and objects', { a: [{ Ref: 'Word' }], b: 1 }, { a: ['sesame'], b: 1 }],
  ['no value', { Ref: 'AWS::NoValue' }, undefined],
])('resolves %s', (_, value, expected) => {
  expect(resolved(value)).toEqual(expected);
});

test.each([
  ['a reference to nothing', { Ref: 'Nobody' }, 'Ref Nobody'],
  ['a parameter without a default', { Ref: 'Empty' }, 'Ref Empty'],
  ['a type it does not know', { Ref: 'Odd' }, 'Ref Odd of type AWS::Odd::Thing'],
  ['an attribute it does not know', { 'Fn::GetAtt': ['Fn', 'Magic'] }, 'Fn::GetAtt Fn.Magic'],
  ['an intrinsic it does not know', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue'],
  ['a dynamic reference', 'x{{resolve:ssm:/a}}', '{{resolve:ssm:/a}}'],
])('refuses %s by name and place', (_, value, name) => {
  expect(() => resolved({ deep: [value] })).toThrow(Unresolvable);
  expect(() => resolved({ deep: [value] })).toThrow(name);
  expect(() => resolved({ deep: [value] })).toThrow('(in here)');
});

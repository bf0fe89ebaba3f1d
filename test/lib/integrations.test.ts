import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { eventSource as emittedSource } from '../../lambdas/domain/events';
import type { MetricName } from '../../lambdas/runtime/metrics';
import { eventJsonSchemas, eventSource, GongAccessAudit, type SystemMetric } from '../../lib/index';
import { newApp, only, resources } from './app';

const stack = new Stack(newApp(), 'Customer');
const audit = new GongAccessAudit(stack, 'Audit');
const role = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal('111122223333') });
const target = new SqsQueue(new Queue(stack, 'Inbox'));
audit.grantInvoke(role);
audit.grantRequest(role);
audit.onAccessChanged('Revocations', { target, change: 'revoked' });
const template = Template.fromStack(stack);

describe('the construct', () => {
  it('lets a caller invoke and put events, on exactly the function and the bus', () => {
    const policy = only(template, 'AWS::IAM::Policy', 'Caller').Properties.PolicyDocument;
    expect(Object(policy).Statement).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        Effect: 'Allow',
        Resource: [
          { 'Fn::GetAtt': [expect.stringMatching(/^AuditRequestAudit/), 'Arn'] },
          expect.anything(),
        ],
      },
      {
        Action: 'events:PutEvents',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^AuditEventsBus/), 'Arn'] },
      },
    ]);
  });

  it('can hand over revocations only', () => {
    expect(only(template, 'AWS::Events::Rule', 'Revocations').Properties.EventPattern).toEqual({
      source: ['gong-access-audit'],
      'detail-type': ['Access Revoked'],
    });
  });

  it('has no webhook and no schedule but the sweep unless told', () => {
    expect(Object.keys(resources(template, 'AWS::Scheduler::Schedule'))).toHaveLength(1);
    const paths = Object.values(resources(template, 'AWS::ApiGateway::Resource'));
    expect(paths.map(({ Properties }) => Properties.PathPart)).not.toContain('webhooks');
  });

  it('names metrics that the functions write, and its events by the source that they have', () => {
    const same: SystemMetric extends MetricName
      ? MetricName extends SystemMetric
        ? true
        : false
      : false = true;
    expect(same).toBe(true);
    expect(eventSource).toBe(emittedSource);
  });
});

describe('the JSON Schemas of the events', () => {
  it('are there for each event, with IDs as strings', () => {
    expect(Object.keys(eventJsonSchemas).sort()).toEqual([
      'Access Granted',
      'Access Revoked',
      'Audit Cancelled',
      'Audit Completed',
      'Audit Failed',
      'Audit Paused',
      'Audit Rejected',
      'Gong Credentials Rejected',
    ]);
    expect(eventJsonSchemas['Access Revoked'].properties?.callId).toEqual({
      type: 'string',
      pattern: '^[0-9]{1,20}$',
    });
  });
});

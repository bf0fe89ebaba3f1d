import { webhookRoute } from '../../../lib/constructs/routes';
import { only, resources, templateOf } from '../app';

const publicKey = `${'A'.repeat(390)}==`;
const template = templateOf({ webhookPublicKey: publicKey, webhookDelaySeconds: '60' });

describe("Gong's webhook", () => {
  it('is the one route without IAM authorization', () => {
    const open = Object.entries(resources(template, 'AWS::ApiGateway::Method')).filter(
      ([, { Properties }]) => Properties.AuthorizationType !== 'AWS_IAM',
    );
    expect(open.map(([id]) => id)).toEqual([expect.stringContaining('webhooksgongPOST')]);
    expect(webhookRoute).toEqual({ method: 'POST', path: '/webhooks/gong' });
  });

  it('is received by a function that may do no more than note calls', () => {
    const policy = only(template, 'AWS::IAM::Policy', 'ReceiveWebhook').Properties.PolicyDocument;
    const actions = (Object(policy).Statement as { Action: string | string[] }[]).flatMap(
      ({ Action }) => Action,
    );
    expect(actions.filter((action) => !/^(logs|xray):/.test(action))).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
  });

  it('has its key and its delays in the environment', () => {
    const { Environment } = only(template, 'AWS::Lambda::Function', 'ReceiveWebhook').Properties;
    expect(Object(Environment).Variables).toMatchObject({
      WEBHOOK_PUBLIC_KEY: publicKey,
      WEBHOOK_URL: 'request',
      WEBHOOK_DELAY_SECONDS: '60',
      WEBHOOK_AGAIN_SECONDS: '604800',
    });
  });
});

import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { localClient } from '../../local/services/local-client';
import { type LocalStage, startLocalStage } from '../../local/stage';
import { gongAccess } from './support/run';

/** Against the whole system: what it answers is what `doctor` must understand. */
describe('gong-access doctor on a local stage', () => {
  let stage: LocalStage;
  beforeAll(async () => {
    stage = await startLocalStage({ gongRequestsPerDay: 20 });
  });
  afterAll(() => stage.stop());

  const doctor = () => gongAccess(['doctor'], { url: stage.url });
  const control = (method: string, path: string, body: object) =>
    fetch(`${stage.url}/_local/gong/${path}`, { method, body: JSON.stringify(body) });

  async function putSecret(value: object): Promise<void> {
    const client = new SecretsManagerClient(localClient(stage.awsUrl));
    const [secret] = stage.model.secrets;
    const SecretString = JSON.stringify({ ...value, baseUrl: stage.gong.url });
    await client.send(new PutSecretValueCommand({ SecretId: secret?.arn, SecretString }));
    client.destroy();
  }

  it('finds in turn an empty secret, that all is well, a missing scope, and remembers that', async () => {
    await putSecret({ accessKey: '' });
    const empty = await doctor();
    expect(empty.code).toBe(1);
    expect(empty.out).toMatch(/^wrong +secret .*accessKey[\s\S]*put-secret-value/m);

    await putSecret({ accessKey: 'stand-in-key', accessKeySecret: 'stand-in-secret' });
    const well = await doctor();
    expect([well.code, well.out.match(/^ok /gm)?.length]).toEqual([0, 6]);
    expect(well.out).toContain('of 20 requests spent');

    const scope = 'api:call-user-access:read';
    await control('PATCH', 'options', { missingScopes: [scope] });
    const refused = await doctor();
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(new RegExp(`^wrong +scope +the key lacks ${scope}$`, 'm'));

    const again = await doctor();
    const remembered = `^wrong +scope +the key lacks ${scope}\\. Gong was not asked now`;
    expect(again.out).toMatch(new RegExp(remembered, 'm'));
  });
});

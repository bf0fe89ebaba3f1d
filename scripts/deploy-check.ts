import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newGongKeys, triggersContext } from '../test/flow/setup';
import { Deployment, type Outputs } from './deployment';
import { type Cloud, openCloud } from './local-cloud';
import { type Environment, run, type Service, start } from './running';

const gongLimits = { requestsPerSecond: 100, requestsPerDay: 100_000 };
const webhookKeys = newGongKeys();
const gongKeys = { accessKey: 'deploy-check', accessKeySecret: 'deploy-check-secret' };

/**
 * Deploys the app to a local cloud, runs the flow tests against it over signed HTTP, and tears it down again.
 * The functions must be able to reach this machine's loopback, where the stand-in for Gong listens.
 */
async function main(): Promise<void> {
  const closing: (() => unknown)[] = [];
  try {
    const folder = mkdtempSync(join(tmpdir(), 'gong-access-audit-'));
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const cloud = await openCloud(process.env);
    closing.push(() => cloud.stop());
    const gong = await startGong();
    closing.push(() => gong.stop());
    const context = { ...gongLimits, ...triggersContext(webhookKeys.publicKey) };
    await check(new Deployment(cloud, folder, context), cloud, gong);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function check(deployment: Deployment, cloud: Cloud, gong: Service): Promise<void> {
  let table: string | undefined;
  try {
    const outputs = await deployment.create();
    table = outputs.TableName;
    const gongUrl = gong.said[1] ?? '';
    await deployment.fillSecret(outputs.GongSecretArn, { ...gongKeys, baseUrl: gongUrl });
    await run('npx', ['jest', '--config', 'jest.deploy.config.js'], {
      ...cloud.environment,
      ...door(outputs, new URL(cloud.endpoint)),
      ...names(outputs),
      FLOW_SIGN: '1',
      FLOW_GONG_URL: gongUrl,
      FLOW_WEBHOOK_KEY: webhookKeys.privateKey,
    });
  } finally {
    await deployment.destroy();
  }
  if (table && (await deployment.hasTable(table))) throw new Error('the table is still there');
}

/** Emulators serve every API at one port and tell them apart by the host that a request names. */
function door({ ApiUrl }: Outputs, endpoint: URL): Environment {
  const { host, pathname } = new URL(ApiUrl);
  const [apiId] = host.split('.');
  return {
    FLOW_BASE_URL: endpoint.origin + pathname,
    FLOW_HOST_HEADER: `${apiId}.execute-api.${endpoint.host}`,
  };
}

const names = (outputs: Outputs): Environment => ({
  FLOW_EVENT_BUS: outputs.EventBusName,
  FLOW_LIST_BUCKET: outputs.ListBucketName,
  FLOW_REQUEST_FUNCTION: outputs.RequestAuditFunction,
  FLOW_WORKFLOW: outputs.WorkflowArn,
});

function startGong(): Promise<Service> {
  const options = JSON.stringify({ ...gongLimits, ...gongKeys });
  return start(
    process.execPath,
    [require.resolve('tsx/cli'), 'local/gong/main.ts', '--options', options],
    process.env,
    /(http:\/\/\S+)/,
  );
}

main().catch((error: Error) => {
  console.error(`Deploy check failed: ${error.message}`);
  process.exit(1);
});

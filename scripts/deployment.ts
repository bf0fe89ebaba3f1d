import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Cloud } from './local-cloud';
import { type Environment, run } from './running';

export const stackName = 'DeployCheck';

/** What is said with `cdk … -c name=value`. */
export type Context = Readonly<Record<string, string | number>>;

export interface Outputs {
  readonly ApiUrl: string;
  readonly GongSecretArn: string;
  readonly TableName: string;
  readonly EventBusName: string;
  readonly ListBucketName: string;
  readonly RequestAuditFunction: string;
  readonly WorkflowArn: string;
}

const contextArgs = (context: Context) =>
  Object.entries({ stage: 'throwaway', stackName, ...context }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);

const cdk = (env: Environment, ...args: string[]) =>
  run('npx', ['cdk', ...args, '--no-notices', '--ci'], {
    ...env,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });

/** The stack on a throw-away stage, deployed with the real CDK command line. */
export class Deployment {
  constructor(
    private readonly cloud: Cloud,
    /** For the assembly and the outputs. */
    private readonly folder: string,
    private readonly context: Context,
  ) {}

  async create(): Promise<Outputs> {
    const outputs = join(this.folder, 'outputs.json');
    const env = this.cloud.environment;
    await cdk(env, 'bootstrap', ...this.app());
    await cdk(env, 'deploy', ...this.app(), '--require-approval', 'never', '-O', outputs);
    return JSON.parse(readFileSync(outputs, 'utf8'))[stackName];
  }

  async fillSecret(secret: Outputs['GongSecretArn'], value: object): Promise<void> {
    const client = new SecretsManagerClient(clientOf(this.cloud));
    await client.send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(value) }),
    );
  }

  async destroy(): Promise<void> {
    await cdk(this.cloud.environment, 'destroy', ...this.app(), '--force');
  }

  async hasTable(name: string): Promise<boolean> {
    const client = new DynamoDBClient(clientOf(this.cloud));
    const described = client.send(new DescribeTableCommand({ TableName: name }));
    return described.then(
      () => true,
      (error: Error) => {
        if (error.name === 'ResourceNotFoundException') return false;
        throw error;
      },
    );
  }

  private app(): string[] {
    return [...contextArgs(this.context), '--output', join(this.folder, 'cdk.out')];
  }
}

/** What the SDK reads from the environment of a process; this process has another one. */
const clientOf = ({ endpoint, environment }: Cloud) => ({
  endpoint,
  region: environment.AWS_REGION ?? '',
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  },
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Environment, run } from './running';

const stackName = 'DeployCheck';

export interface Outputs {
  readonly ApiUrl: string;
  readonly GongSecretArn: string;
  readonly TableName: string;
}

const context = (limits: Record<string, number>) =>
  Object.entries({ stage: 'throwaway', stackName, ...limits }).flatMap(([name, value]) => [
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
    private readonly environment: Environment,
    /** For the assembly and the outputs. */
    private readonly folder: string,
    private readonly limits: Record<string, number>,
  ) {}

  async create(): Promise<Outputs> {
    const outputs = join(this.folder, 'outputs.json');
    const env = this.environment;
    await cdk(env, 'bootstrap', ...this.app());
    await cdk(env, 'deploy', ...this.app(), '--require-approval', 'never', '-O', outputs);
    return JSON.parse(readFileSync(outputs, 'utf8'))[stackName];
  }

  async fillSecret(secret: Outputs['GongSecretArn'], value: object): Promise<void> {
    const client = new SecretsManagerClient(this.client());
    await client.send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(value) }),
    );
  }

  /** @throws Error when the stack stays, or its table does */
  async destroy(): Promise<void> {
    await cdk(this.environment, 'destroy', ...this.app(), '--force');
  }

  async hasTable(name: string): Promise<boolean> {
    const client = new DynamoDBClient(this.client());
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
    return [...context(this.limits), '--output', join(this.folder, 'cdk.out')];
  }

  private client() {
    const { AWS_ENDPOINT_URL, AWS_REGION } = this.environment;
    return {
      ...(AWS_ENDPOINT_URL && { endpoint: AWS_ENDPOINT_URL }),
      ...(AWS_REGION && { region: AWS_REGION }),
      ...(AWS_ENDPOINT_URL && { credentials: credentialsOf(this.environment) }),
    };
  }
}

const credentialsOf = (env: Environment) => ({
  accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
});

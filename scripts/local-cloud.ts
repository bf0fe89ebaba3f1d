import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, start } from './running';

/** Where CloudFormation and the rest answer, and how to call them. */
export interface Cloud {
  readonly endpoint: string;
  readonly environment: Environment;
  stop(): Promise<void>;
}

const localKeys = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
};

/** The cloud that `AWS_ENDPOINT_URL` names, else MiniStack, started for the occasion. */
export async function openCloud(env: Environment): Promise<Cloud> {
  const endpoint = env.AWS_ENDPOINT_URL;
  if (endpoint) {
    return { endpoint, environment: { ...localKeys, ...env }, stop: async () => undefined };
  }
  const program = env.MINISTACK ?? join('.venv', 'bin', 'ministack');
  if (!existsSync(program)) {
    throw new Error(
      'no local cloud: set AWS_ENDPOINT_URL, or install MiniStack by ' +
        '"python3 -m venv .venv && .venv/bin/pip install -r scripts/requirements.txt"',
    );
  }
  return startMiniStack(program, env);
}

async function startMiniStack(program: string, env: Environment): Promise<Cloud> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'gong-access-audit-'));
  const settings = {
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    LAMBDA_EXECUTOR: 'local',
    S3_DATA_DIR: data,
  };
  const service = await start(program, [], { ...env, ...settings }, /Ready — \d+ services/);
  const endpoint = `http://localhost:${port}`;
  return {
    endpoint,
    environment: { ...env, ...localKeys, AWS_ENDPOINT_URL: endpoint },
    stop: async () => {
      await service.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

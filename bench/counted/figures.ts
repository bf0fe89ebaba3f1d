import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deployed } from '../kit/bundles';
import { startSystem } from '../kit/system';
import { scaled, type Usage } from '../kit/usage';
import { Organisation } from '../ledger/organisation';

/** What is counted, by what it is counted of. None of it depends on the machine. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Bytes of the bundle, and modules of Node that it asks for as it loads. */
export async function bundleFigures(functions: readonly Deployed[]): Promise<Figures> {
  const all = functions.map(async ({ name, file, environment }) => {
    const env = { ...environment, ...lambda, BENCH_BUNDLE: file };
    const script = join(__dirname, 'loads.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    return [name, { bytes: (await stat(file)).size, modules: JSON.parse(stdout).length }] as const;
  });
  return Object.fromEntries(await Promise.all(all));
}

const lambda = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Five buckets of an organisation of 100,000 calls. */
const buckets = 5;
const calls = buckets * 391;

/** What a thousand calls use, the first time and unchanged. */
export async function usageFigures(): Promise<Figures> {
  const organisation = new Organisation(calls, buckets);
  const system = await startSystem({ organisation, rate: 100, latencyMs: 20 });
  try {
    const figures: Record<string, Record<string, number>> = {};
    for (const name of ['first time', 'unchanged']) {
      const { usage } = await system.audit(organisation.callIds);
      figures[`1,000 calls, ${name}`] = counted(scaled(usage, 1_000 / calls));
    }
    return figures;
  } finally {
    await system.stop();
  }
}

/** Without what is timed, or depends on time. */
const counted = ({ gigabyteSeconds: _, sqsRequests: __, ...rest }: Usage): Record<string, number> =>
  Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';
import type { SecretModel } from '../model';
import { type Operations, ServiceError } from './aws-server';

const version = v.object({
  id: v.string(),
  value: v.string(),
  /** Milliseconds since 1970. */
  createdAt: v.number(),
});

type Version = v.InferOutput<typeof version>;
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

interface Secret {
  readonly name: string;
  readonly arn: string;
  /** Newest first; two at most, as `AWSCURRENT` and `AWSPREVIOUS`. */
  readonly versions: readonly Version[];
}

const stored = v.record(v.string(), v.array(version));
const secretId = v.object({ SecretId: v.string() });
const getInput = v.object({
  ...secretId.entries,
  VersionId: v.optional(v.string()),
  VersionStage: v.optional(v.picklist(['AWSCURRENT', 'AWSPREVIOUS'])),
});
const putInput = v.object({ ...secretId.entries, SecretString: v.string() });

/** Secrets Manager, as far as a reader and a rotation need it. Kept in a file that only its owner can read. */
export class Secrets {
  private readonly secrets = new Map<string, Secret>();

  /** @param file keeps the values between runs; without, they are in memory */
  constructor(
    models: readonly SecretModel[],
    private readonly file?: string,
  ) {
    const kept = file && existsSync(file) ? v.parse(stored, readJson(file)) : {};
    for (const { name, arn, value } of models) {
      const initial = value === undefined ? [] : [newVersion(value)];
      this.secrets.set(arn, { name, arn, versions: kept[name] ?? initial });
    }
  }

  readonly operations: Operations = {
    'secretsmanager.GetSecretValue': (input) => {
      const { SecretId, VersionId, VersionStage } = parse(getInput, input);
      const secret = this.find(SecretId);
      const found = secret.versions.find((each, index) =>
        VersionId ? each.id === VersionId : stageAt(index) === (VersionStage ?? 'AWSCURRENT'),
      );
      if (!found) throw notFound('the specified version of the secret');
      return { ...identity(secret), ...describe(found, secret), SecretString: found.value };
    },
    'secretsmanager.DescribeSecret': (input) => {
      const secret = this.find(parse(secretId, input).SecretId);
      const stages = secret.versions.map(({ id }, index) => [id, [stageAt(index)]]);
      return { ...identity(secret), VersionIdsToStages: Object.fromEntries(stages) };
    },
    'secretsmanager.PutSecretValue': (input) => {
      const { SecretId, SecretString } = parse(putInput, input);
      const { arn } = this.find(SecretId);
      const created = this.put(arn, SecretString);
      return { ...identity(this.find(arn)), VersionId: created.id, VersionStages: ['AWSCURRENT'] };
    },
  };

  /** The value in force, if there is one. */
  value(arn: string): string | undefined {
    return this.find(arn).versions[0]?.value;
  }

  put(arn: string, value: string): Version {
    const secret = this.find(arn);
    const created = newVersion(value);
    this.secrets.set(arn, { ...secret, versions: [created, ...secret.versions.slice(0, 1)] });
    this.keep();
    return created;
  }

  private find(nameOrArn: string): Secret {
    const secret = [...this.secrets.values()].find(
      ({ name, arn }) => nameOrArn === name || nameOrArn === arn,
    );
    if (!secret) throw notFound('the specified secret');
    return secret;
  }

  private keep(): void {
    if (this.file === undefined) return;
    const entries = [...this.secrets.values()].map(({ name, versions }) => [name, versions]);
    // A crash in mid-write must not lose the only copy.
    writeFileSync(`${this.file}.new`, JSON.stringify(Object.fromEntries(entries)), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

const identity = ({ name, arn }: Secret) => ({ Name: name, ARN: arn });

function describe(found: Version, secret: Secret) {
  return {
    VersionId: found.id,
    VersionStages: [stageAt(secret.versions.indexOf(found))],
    CreatedDate: found.createdAt / 1000,
  };
}

const stageAt = (index: number): Stage => (index === 0 ? 'AWSCURRENT' : 'AWSPREVIOUS');

const newVersion = (value: string): Version => ({ id: randomUUID(), value, createdAt: Date.now() });

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const notFound = (what: string) =>
  new ServiceError('ResourceNotFoundException', `Secrets Manager can't find ${what}.`);

function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  throw new ServiceError('InvalidParameterException', parsed.issues[0].message);
}

import { version } from '../../package.json';
import { DynamoAuditStore } from '../adapters/dynamodb/audit-store';
import { dynamoClient } from '../adapters/dynamodb/client';
import { DynamoEvidenceStore } from '../adapters/dynamodb/evidence-store';
import { Table } from '../adapters/dynamodb/table';
import { kmsClient } from '../adapters/kms/client';
import { KmsManifestSigner } from '../adapters/kms/manifest-signer';
import { s3Client } from '../adapters/s3/client';
import { S3SealArchive } from '../adapters/s3/seal-archive';
import type { SealEvidenceDeps } from '../domain/seal-evidence';
import { readEnv } from '../runtime/env';
import { env as schema } from './env';

/** Once per cold start. @throws Error naming what is wrong in the environment */
export function buildDeps(): SealEvidenceDeps {
  const env = readEnv(schema);
  const table = new Table(dynamoClient(), env.TABLE_NAME);
  return {
    audits: new DynamoAuditStore(table),
    evidence: new DynamoEvidenceStore(table),
    software: version,
    signer: new KmsManifestSigner(kmsClient(), env.SEAL_KEY_ARN),
    archive: new S3SealArchive(s3Client(), env.SEAL_BUCKET),
  };
}

import { createHash } from 'node:crypto';
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { ManifestSigner, Signature } from '../../domain/seal-evidence';

/** Signs with an asymmetric key in KMS (`ECC_NIST_P256`), which never leaves it. KMS gets the hash, not the text. */
export class KmsManifestSigner implements ManifestSigner {
  constructor(
    private readonly client: KMSClient,
    private readonly keyArn: string,
  ) {}

  async sign(text: string): Promise<Signature> {
    const algorithm = 'ECDSA_SHA_256';
    const { Signature: value, KeyId: keyId } = await this.client.send(
      new SignCommand({
        KeyId: this.keyArn,
        Message: createHash('sha256').update(text).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: algorithm,
      }),
    );
    if (!value) throw new Error('KMS gave no signature');
    return { keyId: keyId ?? this.keyArn, algorithm, value: Buffer.from(value).toString('base64') };
  }
}

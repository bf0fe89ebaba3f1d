import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { SealArchive } from '../../domain/seal-evidence';

/**
 * Seals in a bucket with Object Lock, whose default retention locks what is put. A first seal is never covered by
 * another version.
 */
export class S3SealArchive implements SealArchive {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async putIfAbsent(key: string, text: string): Promise<boolean> {
    const put = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: text,
      ContentType: 'application/json',
      // Object Lock asks for a checksum.
      ChecksumAlgorithm: 'SHA256',
      IfNoneMatch: '*',
    });
    try {
      await this.client.send(put);
      return true;
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412)
        return false;
      throw error;
    }
  }
}

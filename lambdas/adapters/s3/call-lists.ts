import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  NoSuchBucket,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type ListReport, reportSuffix } from '../../domain/call-list';
import { ListUnusable } from '../../domain/errors';
import type { CallLists, ListPlace } from '../../domain/trigger-ports';

/** Lists of calls in a bucket, read as a stream. */
export class S3CallLists implements CallLists {
  constructor(private readonly client: S3Client) {}

  async open(list: ListPlace): Promise<{ etag: string; bytes: AsyncIterable<Uint8Array> }> {
    const { ETag = '', Body } = await this.get(list);
    if (!Body) throw new ListUnusable('list-not-found');
    return { etag: ETag.replaceAll('"', ''), bytes: Body as Readable };
  }

  async putReport({ bucket, key }: ListPlace, report: ListReport): Promise<void> {
    await this.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `${key}${reportSuffix}`,
        Body: JSON.stringify(report, null, 2),
        ContentType: 'application/json',
      }),
    );
  }

  private async get({ bucket, key }: ListPlace): Promise<GetObjectCommandOutput> {
    try {
      return await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    } catch (error) {
      if (error instanceof NoSuchKey || error instanceof NoSuchBucket) {
        throw new ListUnusable('list-not-found');
      }
      // Without the permission to list a bucket, what is not there is refused as well.
      if (isRefused(error)) throw new ListUnusable('list-not-readable');
      throw error;
    }
  }
}

const isRefused = (error: unknown) =>
  error instanceof S3ServiceException &&
  [301, 400, 403, 404].includes(error.$metadata.httpStatusCode ?? 0);

import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DomainError, GongUnavailable, SecretInvalid } from '../../domain/errors';
import type { Clock } from '../../domain/ports';
import type { GongHosts } from '../gong/base-url';
import type { CredentialSource, GongCredentials } from '../gong/credentials';
import { timedRequests } from '../timed-requests';
import { parseGongSecret } from './gong-secret';

/** The endpoint comes from `AWS_ENDPOINT_URL_SECRETS_MANAGER`, if set. */
export const secretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: timedRequests({ connectMs: 1_000, answerMs: 3_000 }),
  });

/** How long a value is used unasked, and how long it still is when Secrets Manager cannot be reached. Milliseconds. */
const freshMs = 5 * 60_000;
const usableMs = 60 * 60_000;
/** After a failed read the last value is used this long before the next try. */
const retryMs = 10_000;

export interface SecretParts {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  readonly hosts: GongHosts;
  readonly clock: Clock;
  /** Hears when the version that was read was made, milliseconds since 1970. */
  readonly onRead?: (createdAt: number) => void;
}

/** Gong's credentials from Secrets Manager, kept in memory only, one read at a time. */
export class SecretCredentials implements CredentialSource {
  private kept: { credentials: GongCredentials; readAt: number } | undefined;
  private nextReadAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<GongCredentials> | undefined;

  constructor(private readonly parts: SecretParts) {}

  async current(): Promise<GongCredentials> {
    const { kept } = this;
    if (kept && this.parts.clock() < this.nextReadAt) return kept.credentials;
    try {
      return await this.read();
    } catch (error) {
      this.nextReadAt = this.parts.clock() + retryMs;
      if (kept && this.parts.clock() - kept.readAt < usableMs) return kept.credentials;
      throw error;
    }
  }

  async refresh(used: GongCredentials, sentAt: number): Promise<GongCredentials> {
    const { kept } = this;
    if (kept && (kept.readAt > sentAt || !kept.credentials.isSameAs(used))) return kept.credentials;
    return this.read();
  }

  private read(): Promise<GongCredentials> {
    this.reading ??= this.fetch().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async fetch(): Promise<GongCredentials> {
    const { secretArn, hosts, clock } = this.parts;
    const startedAt = clock();
    const { text, version } = await this.fetchText(secretArn);
    const read = parseGongSecret(text, version, hosts);
    const credentials = this.kept?.credentials.isSameAs(read) ? this.kept.credentials : read;
    this.kept = { credentials, readAt: startedAt };
    this.nextReadAt = startedAt + freshMs;
    return credentials;
  }

  private async fetchText(secretArn: string): Promise<{ text: string; version: string }> {
    try {
      const command = new GetSecretValueCommand({ SecretId: secretArn });
      const { SecretString, VersionId, CreatedDate } = await this.parts.client.send(command);
      if (SecretString === undefined) throw new SecretInvalid('SecretString (missing)');
      if (CreatedDate) this.parts.onRead?.(CreatedDate.getTime());
      return { text: SecretString, version: VersionId ?? 'unversioned' };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      if (error instanceof ResourceNotFoundException) throw new SecretInvalid('GONG_SECRET_ARN');
      throw new GongUnavailable('secret-unavailable');
    }
  }
}

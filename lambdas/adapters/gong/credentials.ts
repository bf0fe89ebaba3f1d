import { inspect } from 'node:util';

/** What a request to Gong carries. Shows nothing of itself in logs, JSON or error reports. */
export class GongCredentials {
  readonly #authorization: string;

  constructor(
    /** Version of the secret; tells nothing of it. */
    readonly version: string,
    readonly origin: URL,
    authorization: string,
  ) {
    this.#authorization = authorization;
  }

  static basic(version: string, origin: URL, accessKey: string, accessKeySecret: string) {
    const pair = Buffer.from(`${accessKey}:${accessKeySecret}`, 'utf8').toString('base64');
    return new GongCredentials(version, origin, `Basic ${pair}`);
  }

  static bearer(version: string, origin: URL, token: string) {
    return new GongCredentials(version, origin, `Bearer ${token}`);
  }

  /** The value of the `authorization` header. */
  authorization(): string {
    return this.#authorization;
  }

  isSameAs(other: GongCredentials): boolean {
    return (
      this.#authorization === other.#authorization &&
      this.origin.href === other.origin.href &&
      this.version === other.version
    );
  }

  toJSON(): string {
    return '[Gong credentials]';
  }

  [inspect.custom](): string {
    return '[Gong credentials]';
  }
}

/**
 * Where the credentials come from.
 * @throws SecretInvalid, GongUnavailable when they cannot be had.
 */
export interface CredentialSource {
  current(): Promise<GongCredentials>;
  /**
   * The credentials after Gong refused `used`, in a request sent at `sentAt` (milliseconds since 1970): read afresh
   * unless that was done since. The same ones if nothing has changed.
   */
  refresh(used: GongCredentials, sentAt: number): Promise<GongCredentials>;
}

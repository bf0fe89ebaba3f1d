import { randomBytes } from 'node:crypto';

/** Credentials that nobody else has: where they turn up, they were leaked. */
export class Canary {
  private readonly all: { key: string; secret: string }[] = [];

  constructor() {
    this.rotate();
  }

  /** New credentials; the old ones stay canaries. */
  rotate(): void {
    const random = () => randomBytes(12).toString('hex');
    this.all.push({ key: `canary-key-${random()}`, secret: `canary-secret-${random()}` });
  }

  /** What Gong takes. */
  credentials(): { accessKey: string; accessKeySecret: string } {
    const { key, secret } = this.newest();
    return { accessKey: key, accessKeySecret: secret };
  }

  /** What the secret holds; the address is the wire's business. */
  secret(): string {
    return JSON.stringify({ ...this.credentials(), baseUrl: 'http://gong.invalid' });
  }

  /** Every text by which one could know them. */
  traces(): string[] {
    return this.all.flatMap(({ key, secret }) => [
      key,
      secret,
      Buffer.from(`${key}:${secret}`).toString('base64'),
      withoutPadding(secret),
      Buffer.from(secret).toString('hex'),
    ]);
  }

  private newest() {
    const newest = this.all.at(-1);
    if (!newest) throw new Error('there is always one');
    return newest;
  }
}

const withoutPadding = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');

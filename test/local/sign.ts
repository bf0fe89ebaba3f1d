import aws4 from 'aws4';
import type { LocalStage } from '../../local/stage';

/** Asks a stage under IAM authorization, signed with its key pair. */
export async function get({ url, keys }: Pick<LocalStage, 'url' | 'keys'>, path: string) {
  const { host } = new URL(url);
  const request = { host, path, service: 'execute-api', region: 'us-east-1', method: 'GET' };
  const { headers = {} } = aws4.sign(request, keys);
  const { Host: _, ...rest } = headers;
  const response = await fetch(url + path, { headers: rest as Record<string, string> });
  return { status: response.status, body: await response.json() };
}

import { type Answer, refusal, type StandInRequest } from './answer';
import type { Settings } from './options';

type Doors = Pick<
  Settings,
  'accessKey' | 'accessKeySecret' | 'bearerToken' | 'missingScopes' | 'untrustedAddress'
>;

/** The refusal that address and credentials bring about, if they do. */
export function refuseCaller(request: StandInRequest, doors: Doors): Answer | undefined {
  if (doors.untrustedAddress) return refusal(request.requestId, 403, 'Forbidden');
  const given = request.headers.authorization;
  if (typeof given === 'string' && accepted(doors).includes(given)) return undefined;
  return refusal(request.requestId, 401, 'Unauthorized');
}

/** Gong answers a missing scope with 401, and names it. */
export function refuseScope(
  request: StandInRequest,
  scope: string,
  { missingScopes }: Doors,
): Answer | undefined {
  if (!missingScopes.includes(scope)) return undefined;
  const text = `You don't have permission to use '${scope}' in your app.`;
  return refusal(request.requestId, 401, text);
}

function accepted({ accessKey, accessKeySecret, bearerToken }: Doors): string[] {
  const basic = Buffer.from(`${accessKey}:${accessKeySecret}`).toString('base64');
  return [`Basic ${basic}`, ...(bearerToken === null ? [] : [`Bearer ${bearerToken}`])];
}

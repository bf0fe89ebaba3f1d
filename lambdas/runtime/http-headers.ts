import type { APIGatewayProxyEvent } from 'aws-lambda';

/** A request header, whatever the case of its name. */
export function headerOf(
  event: Pick<APIGatewayProxyEvent, 'headers'>,
  name: string,
): string | undefined {
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

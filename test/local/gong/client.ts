import type { GongStandIn } from '../../../local/gong/stand-in';

interface Asked {
  method?: string;
  path?: string;
  authorization?: string;
  type?: string;
  body?: string;
}

/** What any of the stand-in's answers may hold, where it is JSON. */
interface AnyAnswer {
  requestId?: string;
  errors?: string[];
  callAccessList?: { callId: string; users: { userId: string }[] | null }[];
  records?: {
    totalRecords: number;
    currentPageSize: number;
    currentPageNumber: number;
    cursor?: string;
  };
  calls?: { id: string; workspaceId: string }[];
  call?: { id: string; started: string };
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  json: AnyAnswer;
}

const credentials = Buffer.from('stand-in-key:stand-in-secret').toString('base64');

/** A request as a client of Gong makes it; rejects as `fetch` does. Redirects are not followed. */
export async function ask({ url }: GongStandIn, asked: Asked): Promise<Answered> {
  const { method = 'POST', path = '/v2/calls/users-access', body } = asked;
  const { authorization = `Basic ${credentials}`, type = 'application/json' } = asked;
  const answer = await fetch(url + path, {
    method,
    redirect: 'manual',
    headers: { authorization, 'content-type': type },
    ...(body === undefined || method === 'GET' ? {} : { body }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, json: jsonOf(text) };
}

/** The question who has access to these calls. */
export const usersAccess = (callIds: readonly string[]) => ({
  body: JSON.stringify({ filter: { callIds } }),
});

export const listOf = ({ json }: Answered) => json.callAccessList ?? [];

function jsonOf(text: string): AnyAnswer {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

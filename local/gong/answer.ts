/** An answer before it goes onto the wire. The body has Gong's request ID already. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request that the limits let in. */
export interface StandInRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed body; `undefined` where there is none or it is not JSON. */
  readonly json: unknown;
  readonly requestId: string;
  /** When the answer is made: the truth at this moment is what it tells. */
  readonly moment: number;
}

type Fields = Readonly<Record<string, unknown>>;

export function jsonAnswer(requestId: string, status: number, fields: Fields): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'x-traceid': requestId },
    body: JSON.stringify({ requestId, ...fields }),
  };
}

export const ok = (request: StandInRequest, fields: Fields = {}): Answer =>
  jsonAnswer(request.requestId, 200, fields);

/** A refusal in Gong's envelope. */
export const refusal = (requestId: string, status: number, text: string): Answer =>
  jsonAnswer(requestId, status, { errors: [text] });

export const badRequest = (request: StandInRequest, text = 'Bad request'): Answer =>
  refusal(request.requestId, 400, text);

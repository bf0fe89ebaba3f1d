import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface RequestTimes {
  readonly connectMs: number;
  /** Until the head of the answer is there, and between two pieces of its body. */
  readonly answerMs: number;
}

/** As many as the handler has connections. */
const atOnce = 50;

/**
 * How the clients of AWS's services send requests. Left to itself the SDK ends none that stalls: of its own
 * `requestTimeout` it only warns, and stops timing once the head of the answer is there.
 */
export const timedRequests = ({ connectMs, answerMs }: RequestTimes): NodeHttpHandler =>
  new RequestsInTurn({
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    throwOnRequestTimeout: true,
    socketTimeout: answerMs,
    httpAgent: { maxSockets: atOnce },
    httpsAgent: { maxSockets: atOnce },
  });

/** Lets a request wait for a connection before its time begins: a busy function is not a service that stalls. */
class RequestsInTurn extends NodeHttpHandler {
  private free = atOnce;
  private readonly waiting: (() => void)[] = [];

  override async handle(...asked: Parameters<NodeHttpHandler['handle']>) {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await super.handle(...asked);
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}

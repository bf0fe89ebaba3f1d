import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import type { SentRequest } from '../gong/exchange';

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon */
const daemonHeader = '{"format":"json","version":1}\n';

/**
 * Puts each request to Gong into the trace of its invocation, by one datagram to X-Ray's daemon: method, address without
 * the query, times, status; nothing else of the request or the answer. Without a daemon, and for invocations that are
 * not sampled, it does nothing.
 */
export function gongSubsegments(env: NodeJS.ProcessEnv = process.env): (sent: SentRequest) => void {
  const [, host, port] = /^([^:]+):([0-9]{1,5})$/.exec(env.AWS_XRAY_DAEMON_ADDRESS ?? '') ?? [];
  if (host === undefined) return () => undefined;
  let socket: Socket | undefined;
  return (sent) => {
    const parent = sampledParent(env._X_AMZN_TRACE_ID ?? '');
    if (!parent) return;
    try {
      socket ??= openSocket();
      socket.send(
        daemonHeader + JSON.stringify({ ...parent, ...describe(sent) }),
        Number(port),
        host,
      );
    } catch {
      // A trace is not worth an answer.
    }
  };
}

function openSocket(): Socket {
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  return socket.unref();
}

/** Lambda sets the header anew for each invocation: `Root=…;Parent=…;Sampled=1`. */
function sampledParent(header: string): { trace_id: string; parent_id: string } | undefined {
  const { Root, Parent, Sampled } = Object.fromEntries(
    header.split(';').map((part) => part.split('=', 2)),
  );
  return Sampled === '1' && Root && Parent ? { trace_id: Root, parent_id: Parent } : undefined;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
function describe({ origin, target, startedAt, endedAt, answer }: SentRequest) {
  const status = typeof answer === 'string' ? undefined : answer.status;
  const [path] = target.path.split('?');
  return {
    type: 'subsegment',
    name: 'Gong',
    namespace: 'remote',
    id: randomBytes(8).toString('hex'),
    start_time: startedAt / 1_000,
    end_time: endedAt / 1_000,
    http: {
      request: { method: target.method, url: `${origin.origin}${path}` },
      ...(status !== undefined && { response: { status } }),
    },
    error: status !== undefined && status >= 400 && status < 500,
    throttle: status === 429,
    fault: status === undefined || status >= 500,
  };
}

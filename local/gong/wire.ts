import { type ServerResponse, STATUS_CODES } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer';
import type { Fault } from './fault';

/** Time for bytes to reach the client before the connection goes: a reset may overtake them. */
const lingerMs = 20;

type WireFault<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

/** Puts an answer onto the wire, as whole or as broken as the fault wants it. Never rejects for a client that left. */
export async function send(res: ServerResponse, answer: Answer, fault?: Fault): Promise<void> {
  if (res.destroyed) return;
  switch (fault?.kind) {
    case 'reset-before-headers':
      return reset(res);
    case 'reset-after-headers':
      writeHead(res, answer);
      res.flushHeaders();
      await pause(lingerMs);
      return reset(res);
    case 'truncate':
      return truncate(res, answer, fault);
    case 'stall':
      return stall(res, answer, fault);
    case 'slow-headers':
      return slowHeaders(res, answer, fault);
    default:
      writeHead(res, answer);
      res.end(answer.body);
  }
}

/** A wait that keeps no process alive. */
export const pause = (ms: number): Promise<void> => sleep(ms, undefined, { ref: false });

function writeHead(res: ServerResponse, { status, headers, body }: Answer): void {
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  res.writeHead(status, { ...headers, ...length });
}

function reset(res: ServerResponse): void {
  res.socket?.resetAndDestroy();
}

async function truncate(
  res: ServerResponse,
  answer: Answer,
  { atByte, complete }: WireFault<'truncate'>,
): Promise<void> {
  const part = Buffer.from(answer.body).subarray(0, atByte);
  if (complete) {
    res.writeHead(answer.status, { ...answer.headers, 'content-length': part.length });
    res.end(part);
    return;
  }
  writeHead(res, answer);
  res.flushHeaders();
  res.write(part);
  await pause(lingerMs);
  res.destroy();
}

async function stall(
  res: ServerResponse,
  answer: Answer,
  { atByte, stallMs }: WireFault<'stall'>,
): Promise<void> {
  const body = Buffer.from(answer.body);
  writeHead(res, answer);
  res.flushHeaders();
  res.write(body.subarray(0, atByte));
  await pause(stallMs);
  res.end(body.subarray(atByte));
}

/** Writes past Node's own head, so the connection cannot be used again. */
async function slowHeaders(
  res: ServerResponse,
  answer: Answer,
  { msPerByte }: WireFault<'slow-headers'>,
): Promise<void> {
  const { socket } = res;
  for (const byte of Buffer.from(headText(answer))) {
    if (!socket || socket.destroyed) return;
    socket.write(Buffer.of(byte));
    await pause(msPerByte);
  }
  socket?.end(answer.body);
}

function headText({ status, headers, body }: Answer): string {
  const fields = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

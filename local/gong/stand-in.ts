import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from './answer';
import { controlPrefix, serveControls } from './control-routes';
import { controlsOf, type GongControls } from './controls';
import { serveGong } from './gong-door';
import { type Clocks, requestIdOf, systemClocks } from './moments';
import { type GongStandInOptions, settingsOf } from './options';
import { StandInState } from './state';
import { send } from './wire';

/** A running stand-in for Gong's public API. */
export interface GongStandIn extends GongControls {
  /** `http://127.0.0.1:<port>`, to be used as Gong's base URL. */
  readonly url: string;
  readonly port: number;
  /** Ends the server and its connections, also those that a fault keeps waiting. */
  close(): Promise<void>;
}

/**
 * Starts a server that behaves as Gong's public API does, as far as this project uses it, on 127.0.0.1.
 * @throws v.ValiError for options that are not as `GongStandInOptions` says; the system's error if the port is taken
 */
export async function startGongStandIn(
  options: GongStandInOptions = {},
  clocks: Clocks = systemClocks,
): Promise<GongStandIn> {
  const settings = settingsOf(options);
  const state = new StandInState(settings, clocks);
  const controls = controlsOf(state);
  const server = createServer((req, res) => {
    serve(req, res, state, controls).catch(() => failed(res, state));
  });
  // Longer than any client's, so that a client is never answered with a reset as it reuses a connection.
  server.keepAliveTimeout = 65_000;
  const port = await listen(server, settings.port);
  return { ...controls, url: `http://127.0.0.1:${port}`, port, close: () => close(server) };
}

async function serve(
  req: IncomingMessage,
  res: ServerResponse,
  state: StandInState,
  controls: GongControls,
): Promise<void> {
  if (req.url?.startsWith(controlPrefix)) await serveControls(req, res, controls);
  else await serveGong(req, res, state);
}

async function failed(res: ServerResponse, state: StandInState): Promise<void> {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const requestId = requestIdOf(state.moments.ofAnswer(), state.key, state.nextRequest());
  await send(res, refusal(requestId, 500, 'Internal server error occurred'));
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

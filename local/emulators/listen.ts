import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { RuntimeProblem } from '../problem.ts';

export const loopbackAddress = '127.0.0.1';

/** A service that is up, and how to end it. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback. Port 0 takes a free one. Throws RuntimeProblem where the port is taken. */
export async function listen(server: Server, port = 0): Promise<Running> {
  server.listen(port, loopbackAddress);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    throw isBusy(thrown) ? busyPort(port) : thrown;
  }
  return { url: `http://${loopbackAddress}:${portOf(server.address())}`, close: () => closeServer(server) };
}

/** Ends the server at once: whoever still holds a connection open is cut off. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** The port itself, or a free one for 0. Throws RuntimeProblem where it is taken, before anything has been started. */
export async function reservePort(port: number): Promise<number> {
  const probe = createServer();
  probe.listen(port, loopbackAddress);
  try {
    await once(probe, 'listening');
  } catch (thrown) {
    throw isBusy(thrown) ? busyPort(port) : thrown;
  }
  const reserved = portOf(probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return reserved;
}

export function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The server does not listen on a port');
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'EADDRINUSE' || thrown.code === 'EACCES');
}

function busyPort(port: number): RuntimeProblem {
  return new RuntimeProblem(`Port ${port} is taken. Stop what uses it, or choose another with --port.`);
}

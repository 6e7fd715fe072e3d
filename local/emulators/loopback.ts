import type { IncomingMessage, Server } from 'node:http';

/** True for the `Host` (or the host of an `Origin`) of this machine itself: `localhost:4400`, `127.0.0.1`, `[::1]`. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses requests whose Host is not loopback. A web page can point a name of its own at 127.0.0.1 and would
 * otherwise talk to the emulators as if it were local (DNS rebinding).
 */
export function guardLoopback(server: Server): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response) => {
    if (isLoopbackHost(request.headers.host)) {
      for (const listener of listeners) listener.call(server, request, response);
    } else {
      response.writeHead(403, { 'content-type': 'text/plain' }).end('Only for requests to a loopback address\n');
    }
  });
}

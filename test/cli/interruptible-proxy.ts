import { createServer, request } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

export interface InterruptibleProxy {
  readonly url: string;
  /** While true, every connection is cut as if nobody were there. */
  interrupted: boolean;
  close(): Promise<void>;
}

/** Passes requests on to another server, or not. */
export async function startInterruptibleProxy(target: string): Promise<InterruptibleProxy> {
  const server = await listen(
    createServer((incoming, response) => {
      if (proxy.interrupted) return void incoming.socket.destroy();
      const { method, headers, url } = incoming;
      const outgoing = request(new URL(url ?? '/', target), { ...(method && { method }), headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on('error', () => incoming.socket.destroy());
      incoming.pipe(outgoing);
    }),
  );
  const proxy: InterruptibleProxy = { url: server.url, interrupted: false, close: server.close };
  return proxy;
}

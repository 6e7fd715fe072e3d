import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: SeenRequest, response: ServerResponse, count: number) => void;

export interface SourceServer {
  readonly origin: string;
  readonly seen: readonly SeenRequest[];
  /** What the server does from now on. */
  answer: Answer;
  close(): Promise<void>;
}

/** A real server on a free port of this machine; `count` is 1 for the first request. */
export async function startSource(answer: Answer = (_, response) => json(response, {})): Promise<SourceServer> {
  const seen: SeenRequest[] = [];
  const source = { seen, answer, origin: '', close };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      source.answer(one, response, seen.length);
    });
  });
  function close(): Promise<void> {
    return new Promise((resolve, reject) => {
      server.closeAllConnections();
      server.close((error) => (error ? reject(error) : resolve()));
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  source.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return source;
}

export function json(
  response: ServerResponse,
  body: unknown,
  headers: Record<string, string> = {},
  status = 200,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export function text(response: ServerResponse, body: string, type: string, status = 200): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

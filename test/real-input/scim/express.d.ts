/** The part of express that the tests use; the package brings no types. */
declare module 'express' {
  import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';

  export interface Request extends IncomingMessage {
    query: Record<string, unknown>;
    body: unknown;
    header(name: string): string | undefined;
  }
  export interface Response extends ServerResponse {
    status(code: number): this;
    json(body: unknown): this;
  }
  export type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => void;
  export class Router {}
  export interface Application extends RequestListener {
    use(handler: Handler | Router): this;
    use(path: string, ...handlers: (Handler | Router)[]): this;
    post(path: string, ...handlers: Handler[]): this;
    listen(port: number, host: string, listening: () => void): Server;
  }

  function express(): Application;
  namespace express {
    export type { Request };
    export function json(options: { type: string }): Handler;
  }
  export default express;
}

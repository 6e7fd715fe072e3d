/** The part of json-server 0.17 that the tests use; the package brings no types. */
declare module 'json-server' {
  import type { RequestListener, Server } from 'node:http';

  interface Application extends RequestListener {
    use(handler: RequestListener): this;
    listen(port: number, host: string, listening: () => void): Server;
  }

  const jsonServer: {
    create(): Application;
    router(database: Record<string, object[]>): RequestListener;
  };
  export default jsonServer;
}

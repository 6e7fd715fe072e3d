import { createRequire } from 'node:module';
import { closeServer, loopbackAddress, portOf, type Running } from './listen.ts';
import { guardLoopback } from './loopback.ts';

type Ses = typeof import('aws-ses-v2-local', { with: { 'resolution-mode': 'require' }});

/** aws-ses-v2-local, in memory. Its URL opened in a browser is the inbox. */
export async function startSes(): Promise<Running> {
  // A CommonJS module with a default export of its own, which every loader imports in another way.
  const ses: Ses = createRequire(import.meta.url)('aws-ses-v2-local');
  const server = await ses.default({ host: loopbackAddress, port: 0 });
  guardLoopback(server);
  return {
    url: `http://${loopbackAddress}:${portOf(server.address())}`,
    close: () => closeServer(server),
  };
}

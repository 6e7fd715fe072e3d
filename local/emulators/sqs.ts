import { buildApp } from 'fauxqs';
import { account } from '../account.ts';
import { loopbackAddress, portOf, type Running } from './listen.ts';
import { guardLoopback } from './loopback.ts';

/** fauxqs, in memory. Its own start function would listen on every interface, so the app is started here. */
export async function startSqs(): Promise<Running> {
  const app = buildApp({ logger: false, defaultRegion: account.region });
  await app.ready();
  guardLoopback(app.server);
  await app.listen({ port: 0, host: loopbackAddress });
  return {
    url: `http://${loopbackAddress}:${portOf(app.server.address())}`,
    close: async () => {
      await app.close();
    },
  };
}

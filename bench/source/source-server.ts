/** The source: every page in memory, serialized beforehand, so that serving it costs next to nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportUrl } from '../../test/harness/child-server.ts';
import { serializePages } from './records.ts';

const pages = serializePages();
const server = createServer({ keepAliveTimeout: 60_000 }, ({ url = '' }, response) => {
  const page = pages[Number(new URL(url, 'http://source').searchParams.get('page') ?? 1) - 1];
  response.writeHead(page ? 200 : 404, { 'content-type': 'application/json', 'content-length': page?.length ?? 0 });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => reportUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

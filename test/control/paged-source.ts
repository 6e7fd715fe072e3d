import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

export interface PagedSource {
  readonly url: string;
  /** Its records by id; a test changes them as it likes. */
  readonly things: Map<string, { id: string; name: string; version: number }>;
  /** Ids of records that it does not give out one by one: it answers 422. */
  readonly refused: Set<string>;
  /** Resolves when this page is asked for, and holds its answer back until `letGo`. */
  hold(page: number): Promise<void>;
  letGo(): void;
  close(): Promise<void>;
}

const pageSize = 10;

/** Pages of ten at `/things?page=…`, and each record at `/things/<id>`. */
export async function startPagedSource(): Promise<PagedSource> {
  const things: PagedSource['things'] = new Map();
  const refused = new Set<string>();
  let held = { page: 0, asked: Promise.withResolvers<void>(), gate: Promise.withResolvers<void>() };
  const server = await listen(
    createServer(async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://source');
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      const id = /^\/things\/(.+)$/.exec(url.pathname)?.[1];
      if (id !== undefined) {
        if (refused.has(id)) return answer(422, { error: 'being edited' });
        const found = things.get(decodeURIComponent(id));
        return found ? answer(200, found) : answer(404, { error: 'no such thing' });
      }
      const page = Number(url.searchParams.get('page'));
      if (page === held.page) {
        held.asked.resolve();
        await held.gate.promise;
      }
      return answer(200, { data: [...things.values()].slice((page - 1) * pageSize, page * pageSize) });
    }),
  );
  return {
    url: server.url,
    things,
    refused,
    hold: (page) => {
      held = { page, asked: Promise.withResolvers(), gate: Promise.withResolvers() };
      return held.asked.promise;
    },
    letGo: () => {
      held.page = 0;
      held.gate.resolve();
    },
    close: server.close,
  };
}

export const pagedManifest = `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [things] }
definitions:
  requester:
    type: HttpRequester
    url_base: "{{ config['base_url'] }}"
    path: /things
streams:
  - type: DeclarativeStream
    name: things
    primary_key: id
    x-syncline:
      type: RecordById
      requester:
        $ref: "#/definitions/requester"
        path: "/things/{{ stream_partition['id'] }}"
    retriever:
      type: SimpleRetriever
      requester:
        $ref: "#/definitions/requester"
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: page }
        pagination_strategy: { type: PageIncrement, start_from_page: 1, page_size: 10, inject_on_first_request: true }
`;

import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../../local/emulators/listen.ts';
import type { JsonObject } from '../../shared/connector/json.ts';

/** What the source holds: `large` fills a chunk with a few hundred records, `small` with a thousand. */
export const streams = {
  large: { records: 2_400, pageSize: 80, paddingBytes: 4_000, answersAfterMs: 25 },
  small: { records: 2_000, pageSize: 200, paddingBytes: 20, answersAfterMs: 60 },
} as const;

export type StreamName = keyof typeof streams;

export interface ChangingSource {
  readonly url: string;
  /** Pages that a whole run asks for, of both streams. */
  readonly pages: () => number;
  /** Every record of a stream as it is now, by id. */
  records(stream: StreamName): Map<string, JsonObject>;
  /** Updates a tenth of the records, removes some, adds some and brings some back. */
  change(): void;
  /** Resolves when that many more pages were asked for. */
  afterRequests(count: number): Promise<void>;
  close(): Promise<void>;
}

interface Wanted {
  left: number;
  reached(): void;
}

/** A slow HTTP API over two lists, each in pages. `random` decides what changes. */
export async function startChangingSource(random: () => number): Promise<ChangingSource> {
  const lists = { large: new ChangingList('large', random), small: new ChangingList('small', random) };
  const all = Object.values(lists);
  let wanted: Wanted | undefined;
  const server = await listen(
    createServer(async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
      const list = all.find(({ name }) => pathname === `/${name}`);
      if (wanted && --wanted.left <= 0) wanted.reached();
      if (list) await delay(streams[list.name].answersAfterMs);
      response.writeHead(list ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: list?.page(Number(searchParams.get('page') ?? 1)) ?? [] }));
    }),
  );
  return {
    url: server.url,
    pages: () => all.reduce((pages, list) => pages + list.pages, 0),
    records: (stream) => lists[stream].records(),
    change: () => {
      for (const list of all) list.change();
    },
    afterRequests: (count) => new Promise((reached) => (wanted = { left: count, reached })),
    close: server.close,
  };
}

class ChangingList {
  readonly name: StreamName;
  readonly #random: () => number;
  /** Version by number of record; a record that is not there is gone. */
  readonly #versions = new Map<number, number>();
  readonly #gone: number[] = [];
  #next: number;

  constructor(name: StreamName, random: () => number) {
    this.name = name;
    this.#random = random;
    this.#next = streams[name].records;
    for (let number = 0; number < this.#next; number++) this.#versions.set(number, 1);
  }

  get pages(): number {
    return Math.floor(this.#versions.size / streams[this.name].pageSize) + 1;
  }

  change(): void {
    let version = 0;
    for (const [number, before] of this.#versions) {
      const fate = this.#random();
      version = Math.max(version, before);
      if (fate < 0.1) this.#versions.set(number, before + 1);
      else if (fate < 0.14) this.#remove(number);
    }
    for (let added = streams[this.name].records * 0.03; added > 0; added--) this.#versions.set(this.#next++, 1);
    for (let back = Math.floor(this.#gone.length / 4); back > 0; back--) {
      const number = this.#gone.shift();
      if (number !== undefined) this.#versions.set(number, version + 1);
    }
  }

  page(page: number): JsonObject[] {
    const { pageSize } = streams[this.name];
    return [...this.#versions].slice((page - 1) * pageSize, page * pageSize).map((entry) => this.#record(...entry));
  }

  records(): Map<string, JsonObject> {
    return new Map(
      [...this.#versions].map(([number, version]) => [`${this.name}-${number}`, this.#record(number, version)]),
    );
  }

  #remove(number: number): void {
    this.#versions.delete(number);
    this.#gone.push(number);
  }

  #record(number: number, version: number): JsonObject {
    const padding = `${number}/${version} `.repeat(streams[this.name].paddingBytes / 6);
    return { id: `${this.name}-${number}`, name: `${this.name} ${number}`, version, padding };
  }
}

const streamYaml = (name: StreamName): string => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /${name}
        http_method: GET
      record_selector:
        type: RecordSelector
        extractor:
          type: DpathExtractor
          field_path: [data]
      paginator:
        type: DefaultPaginator
        page_token_option:
          type: RequestOption
          inject_into: request_parameter
          field_name: page
        pagination_strategy:
          type: PageIncrement
          page_size: ${streams[name].pageSize}
          start_from_page: 1
          inject_on_first_request: true
    schema_loader:
      type: InlineSchemaLoader
      schema:
        type: object
        properties: {}`;

/** The connector file for such a source. */
export const manifest = `
version: 6.45.0
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [large]
streams:${streamYaml('large')}${streamYaml('small')}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url]
    properties:
      base_url:
        type: string
`;

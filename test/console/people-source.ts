import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';
import { httpSettings } from '../harness/product.ts';

export type Person = Readonly<Record<string, unknown>>;

export interface PeopleSource {
  readonly url: string;
  /** What the source lists, in this order; may be changed at any time. */
  people: Person[];
  /** Ids for which it answers with somebody else when it is asked for one of them. */
  readonly mixedUp: Set<string>;
  close(): Promise<void>;
}

const perPage = 40;

/**
 * A source of `people` with the manners of a real one: pages of forty, a rate limit that it tells, the second page
 * refused with 429 when it is asked for first, and each person to be had by their id.
 */
export async function startPeopleSource(people: Person[]): Promise<PeopleSource> {
  const source = { people, mixedUp: new Set<string>() };
  let refused = false;
  let remaining = 60;
  const server = await listen(
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
      const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
        remaining -= 1;
        const limits = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': String(remaining) };
        response.writeHead(status, { 'content-type': 'application/json', ...limits, ...headers });
        response.end(JSON.stringify(body));
      };
      const id = pathname.split('/')[2];
      if (id !== undefined) {
        const wanted = source.mixedUp.has(id) ? source.people[0] : source.people.find((one) => one['id'] === id);
        return wanted ? send(200, wanted) : send(404, { error: 'no such person' });
      }
      const page = Number(searchParams.get('page') ?? 1);
      if (page === 2 && !refused) {
        refused = true;
        return send(429, { error: 'slow down' }, { 'retry-after': '1' });
      }
      send(200, { data: source.people.slice((page - 1) * perPage, page * perPage) });
    }),
  );
  return Object.assign(source, { url: server.url, close: server.close });
}

export const peopleSettings = ({ url }: PeopleSource) => httpSettings(manifest, { base_url: url });

const manifest = `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [people] }
definitions:
  requester:
    type: HttpRequester
    url_base: "{{ config['base_url'] }}"
    path: /people
    http_method: GET
streams:
  - type: DeclarativeStream
    name: people
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester: { $ref: "#/definitions/requester" }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: page }
        pagination_strategy: { type: PageIncrement, start_from_page: 1, page_size: ${perPage} }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }
    x-syncline:
      type: RecordById
      requester: { $ref: "#/definitions/requester", path: "/people/{{ stream_partition['id'] }}" }
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url]
    properties: { base_url: { type: string } }
`;

/** `p0`, `p1` … with names and e-mail addresses. */
export const manyPeople = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `p${index}`,
    name: `Person ${index}`,
    email: `p${index}@example.com`,
  }));

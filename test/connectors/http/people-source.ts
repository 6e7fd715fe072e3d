import { json, startSource } from '../../connector/source-server.ts';

export interface Person {
  id: number;
  name: string;
  updated_at: string;
}

/** A source of people: pages by cursor at /people, changed since `since`, for whoever has the key. */
export async function startPeople(count: number, key: string) {
  const people: Person[] = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    name: `Person ${index + 1}`,
    updated_at: new Date(Date.UTC(2025, 0, 1) + index * 60_000).toISOString(),
  }));
  let refused = false;
  const server = await startSource(({ url, headers }, response) => {
    if (refused || headers.authorization !== `Bearer ${key}`) return json(response, { error: 'who are you?' }, {}, 401);
    const query = new URL(url, 'http://h').searchParams;
    const found = people.filter(({ updated_at }) => updated_at >= (query.get('since') ?? ''));
    const [from, size] = [Number(query.get('after') ?? 0), Number(query.get('limit') ?? 10)];
    const items = found.slice(from, from + size);
    const next = from + size < found.length ? { after: String(from + size) } : null;
    json(response, { data: { items }, paging: { next }, total: found.length });
  });
  return {
    server,
    people,
    refuse: () => {
      refused = true;
    },
  };
}

export const peopleManifest = `
version: 6.0.0
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [people]
definitions:
  requester:
    type: HttpRequester
    url_base: "{{ config['base_url'] }}"
    authenticator:
      type: BearerAuthenticator
      api_token: "{{ config['api_key'] }}"
  cursor:
    type: DatetimeBasedCursor
    cursor_field: updated_at
    datetime_format: "%Y-%m-%dT%H:%M:%S.%_msZ"
    start_datetime: "2020-01-01T00:00:00.000Z"
    start_time_option: { type: RequestOption, inject_into: request_parameter, field_name: since }
streams:
  - type: DeclarativeStream
    name: people
    primary_key: id
    incremental_sync: "#/definitions/cursor"
    retriever:
      type: SimpleRetriever
      requester:
        $ref: "#/definitions/requester"
        path: /people
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data, items] }
      paginator:
        type: DefaultPaginator
        page_size_option: { type: RequestOption, inject_into: request_parameter, field_name: limit }
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: after }
        pagination_strategy:
          type: CursorPagination
          page_size: 10
          cursor_value: "{{ response.paging.next.after }}"
          stop_condition: "{{ not response.paging.next }}"
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url, api_key]
    properties:
      base_url: { type: string }
      api_key: { type: string, airbyte_secret: true }
`;

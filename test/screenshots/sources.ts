import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

export interface SmallSource {
  readonly url: string;
  /** What it lists from now on; a number is the HTTP status of each answer. */
  have(records: readonly object[] | number): void;
  close(): Promise<void>;
}

/** A source with one list, which does as it is told. */
export async function startSmallSource(records: readonly object[]): Promise<SmallSource> {
  let has: readonly object[] | number = records;
  const server = await listen(
    createServer((_request, response) => {
      const [status, body] = typeof has === 'number' ? [has, { error: 'not today' }] : [200, { data: has }];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }),
  );
  return {
    url: server.url,
    have: (next) => {
      has = next;
    },
    close: server.close,
  };
}

/** A connector file for it. */
export const smallManifest = (stream: string): string => `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [${stream}] }
streams:
  - type: DeclarativeStream
    name: ${stream}
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /${stream}
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['api_token'] }}" }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url, api_token]
    properties:
      base_url: { type: string, title: Address }
      api_token: { type: string, title: Token, airbyte_secret: true }

`;

export const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `p-${1000 + index}`, name: `Person ${1000 + index}` }));

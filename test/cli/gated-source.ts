import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

export interface GatedSource {
  readonly url: string;
  /** Bearer tokens that were shown, in order. */
  readonly tokens: string[];
  /** Answers nothing until it is opened again. */
  shut(): void;
  open(): void;
  /** Resolves with the next request that waits at the shut gate. */
  nextWaiting(): Promise<void>;
  close(): Promise<void>;
}

const things = [{ id: 'a', name: 'Anna' }, { id: 'b', name: 'Berta \u001b[31mred\u0007' }, { name: 'nobody' }];

/** A source with three `things`, one of them without an id, and a path that is not there. */
export async function startGatedSource(): Promise<GatedSource> {
  let gate = Promise.withResolvers<void>();
  let waiting = Promise.withResolvers<void>();
  let isShut = false;
  const tokens: string[] = [];
  gate.resolve();
  const server = await listen(
    createServer(async (request, response) => {
      tokens.push(String(request.headers.authorization).replace('Bearer ', ''));
      if (isShut) waiting.resolve();
      await gate.promise;
      response.writeHead(request.url?.startsWith('/things') ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: things }));
    }),
  );
  return {
    url: server.url,
    tokens,
    shut: () => {
      isShut = true;
      gate = Promise.withResolvers();
      waiting = Promise.withResolvers();
    },
    open: () => {
      isShut = false;
      gate.resolve();
    },
    nextWaiting: () => waiting.promise,
    close: server.close,
  };
}

const stream = (name: string, path: string): string => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: ${path}
        http_method: GET
        authenticator:
          type: BearerAuthenticator
          api_token: "{{ config['api_token'] }}"
      record_selector:
        type: RecordSelector
        extractor:
          type: DpathExtractor
          field_path: [data]
    schema_loader:
      type: InlineSchemaLoader
      schema:
        type: object
        properties: {}`;

/** A connector file for such a source; each stream by name with the path it asks. */
export const gatedManifest = (streams: Readonly<Record<string, string>>): string => `
version: 6.45.0
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [${Object.keys(streams)[0]}]
streams:${Object.entries(streams)
  .map(([name, path]) => stream(name, path))
  .join('')}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url, api_token]
    properties:
      base_url:
        type: string
      api_token:
        type: string
        airbyte_secret: true
      page_limit:
        type: integer
      verbose:
        type: boolean
      proxy:
        type: object
        properties:
          port:
            type: integer
`;

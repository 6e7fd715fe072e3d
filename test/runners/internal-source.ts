import { createServer } from 'node:http';
import { listen } from '../../local/emulators/listen.ts';

/** A page that the source holds back until it is let go. */
interface Gate {
  /** Resolves once somebody asks for the page. */
  readonly reached: Promise<void>;
  open(): void;
}

export interface InternalSource {
  /** Its name is known only inside the network; see inside-network.mjs. */
  readonly url: string;
  readonly records: readonly { readonly id: string; readonly name: string }[];
  readonly pages: number;
  /** Pages that were asked for, in order. */
  readonly asked: number[];
  /** Holds a page back, from now on. */
  gate(page: number): Gate;
  close(): Promise<void>;
}

const pageSize = 5;

/** Contacts in pages of five. */
export async function startInternalSource(pages: number): Promise<InternalSource> {
  const records = Array.from({ length: pages * pageSize }, (_, index) => ({
    id: `c${index}`,
    name: `Contact ${index}`,
  }));
  const gates = new Map<number, { reach(): void; opened: Promise<void>; open(): void }>();
  const asked: number[] = [];
  const server = await listen(
    createServer(async (request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://source').searchParams.get('page') ?? 1);
      asked.push(page);
      gates.get(page)?.reach();
      await gates.get(page)?.opened;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: records.slice((page - 1) * pageSize, page * pageSize) }));
    }),
  );
  return {
    url: server.url.replace('127.0.0.1', 'crm.internal'),
    records,
    pages,
    asked,
    gate: (page) => {
      const reached = Promise.withResolvers<void>();
      const opened = Promise.withResolvers<void>();
      const open = () => {
        gates.delete(page);
        opened.resolve();
      };
      gates.set(page, { reach: reached.resolve, opened: opened.promise, open });
      return { reached: reached.promise, open };
    },
    close: server.close,
  };
}

/** A connector file for it. */
export const internalManifest = `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [contacts] }
streams:
  - type: DeclarativeStream
    name: contacts
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /contacts
        http_method: GET
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['api_token'] }}" }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
      paginator:
        type: DefaultPaginator
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: page }
        pagination_strategy: { type: PageIncrement, start_from_page: 1, page_size: ${pageSize} }
    schema_loader:
      type: InlineSchemaLoader
      schema: { type: object, properties: { id: { type: string }, name: { type: string } } }
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url, api_token]
    properties:
      base_url: { type: string }
      api_token: { type: string, airbyte_secret: true }
`;

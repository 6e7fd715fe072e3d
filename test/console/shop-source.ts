import { createServer } from 'node:http';
import { listen, type Running } from '../../local/emulators/listen.ts';

export interface ShopSource extends Running {
  /** Takes no token while it is false. */
  isOpen: boolean;
  /** Records without an id, among the three orders. */
  unnamed: number;
}

export const shopToken = 'sh0p-token';

/** A source with three orders, behind a token. */
export async function startShopSource(): Promise<ShopSource> {
  const server = await listen(
    createServer((request, response) => {
      const isLetIn = source.isOpen && request.headers.authorization === `Bearer ${shopToken}`;
      const orders = ['o1', 'o2', 'o3'].map((id) => ({ id, name: `Order ${id}` }));
      const unnamed = Array.from({ length: source.unnamed }, () => ({ name: 'nobody' }));
      response
        .writeHead(isLetIn ? 200 : 401, { 'content-type': 'application/json' })
        .end(JSON.stringify(isLetIn ? { data: [...orders, ...unnamed] } : { error: 'who are you?' }));
    }),
  );
  const source: ShopSource = { ...server, isOpen: true, unnamed: 0 };
  return source;
}

const stream = (name: string, extractor: string): string => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /orders
        http_method: GET
        authenticator: { type: BearerAuthenticator, api_token: "{{ config['access']['token'] }}" }
      record_selector:
        type: RecordSelector
        extractor: { ${extractor} }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }`;

const orders = stream('orders', 'type: DpathExtractor, field_path: [data]');

const manifestOf = (...streams: readonly string[]): string => `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [orders] }
streams:${streams.join('')}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url, access]
    properties:
      base_url: { type: string, title: Address, order: 0 }
      region: { type: string, enum: [eu, us], title: Region, order: 1 }
      page_size: { type: integer, title: Page size, minimum: 1, default: 100, order: 2 }
      verbose: { type: boolean, title: Verbose, order: 3 }
      tags: { type: array, title: Tags, items: { type: string }, order: 4 }
      access:
        title: Access
        order: 5
        oneOf:
          - title: Password
            properties:
              kind: { const: password }
              user: { type: string, title: User }
            required: [kind, user]
          - title: Token
            properties:
              kind: { const: token }
              token: { type: string, title: Token, airbyte_secret: true }
            required: [kind, token]
      extra: { title: Extra, order: 6 }
`;

/** Asks its user for settings of many kinds. */
export const shopManifest = manifestOf(orders);
/** The same with a stream that Syncline cannot read. */
export const oddManifest = manifestOf(orders, stream('odd', 'type: CustomRecordExtractor, class_name: source.Odd'));

export const shopSettings = (source: ShopSource, token = shopToken) => ({
  manifest: shopManifest,
  config: { base_url: source.url, access: { kind: 'token', token } },
});

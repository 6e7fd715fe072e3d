/** A connector file for a source that answers `{"data": […]}`, with one secret. */
export const manifest = `
version: 6.45.0
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [things]
streams:
  - type: DeclarativeStream
    name: things
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: "{{ config['base_url'] }}"
        path: /things
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
        properties: {}
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
`;

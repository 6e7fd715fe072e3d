import { describe, expect, test } from 'vitest';
import { checkManifest } from '../../../connectors/http/check-manifest.ts';
import { configProblems } from '../../../connectors/http/config-problems.ts';
import { http } from '../../../connectors/http/http.ts';
import { SettingsError } from '../../../shared/connector/connector.ts';
import { settingsProblemText } from '../../../shared/connector/settings-problem.ts';
import { peopleManifest } from './people-source.ts';
import { manifestOf, type Parts } from './read-world.ts';

const problemsOf = (parts: Parts) => checkManifest(manifestOf(parts)).streams.flatMap(({ problems }) => problems);
const messages = (parts: Parts) => problemsOf(parts).map(({ path, message }) => `${path}: ${message}`);

test('a manifest of supported parts has no problem', () => {
  expect(checkManifest(peopleManifest)).toEqual({
    problems: [],
    streams: [{ name: 'people', supported: true, problems: [] }],
  });
});

const retriever = 'streams[0].retriever';
test.each<[string, Parts, string]>([
  [
    'an authenticator',
    { authenticator: '{ type: OAuthAuthenticator, client_id: x }' },
    `${retriever}.requester.authenticator.type: OAuthAuthenticator is not supported`,
  ],
  [
    'an error handler',
    { requester: 'error_handler: { type: DefaultErrorHandler }' },
    `${retriever}.requester.error_handler: HttpRequester does not support the field "error_handler" (DefaultErrorHandler)`,
  ],
  [
    'a transformation',
    { more: 'transformations: [{ type: AddFields, fields: [] }]' },
    'streams[0].transformations: DeclarativeStream does not support "transformations" (AddFields)',
  ],
  [
    'a paginator of one’s own',
    { paginator: '{ type: CustomPaginator, class_name: x.Y }' },
    `${retriever}.paginator.type: CustomPaginator (x.Y) is not supported`,
  ],
  [
    'a field',
    { requester: 'retries: 5' },
    `${retriever}.requester.retries: HttpRequester does not support the field "retries"`,
  ],
  [
    'an old name',
    { more: '$options: { a: 1 }' },
    'streams[0].$options: DeclarativeStream does not support the field "$options" (it is called $parameters now)',
  ],
  [
    'a function',
    { path: '/{{ secret_function(1) }}' },
    `${retriever}.requester.path: the function secret_function() is not supported`,
  ],
  ['a filter', { path: '/{{ 1 | shuffle }}' }, `${retriever}.requester.path: the filter "shuffle" is not supported`],
  [
    'a test',
    { path: '/{{ 1 if config.a is prime else 2 }}' },
    `${retriever}.requester.path: the test "is prime" is not supported`,
  ],
  [
    'a method',
    { path: '/{{ config.a.encode() }}' },
    `${retriever}.requester.path: the method encode() is not supported`,
  ],
  [
    'a chain of equalities',
    { path: '/{{ 1 == 1 == 1 }}' },
    `${retriever}.requester.path: a chain of comparisons is supported only`,
  ],
  [
    'code of its own',
    { authenticator: '{ class_name: a.B }' },
    `${retriever}.requester.authenticator: code of its own (a.B) is not supported`,
  ],
  ['a variable', { path: '/{{ response.id }}' }, `${retriever}.requester.path: "response" is not known here`],
  [
    'a statement',
    { path: '/{% macro x() %}{% endmacro %}' },
    `${retriever}.requester.path: the template statement "macro" is not supported`,
  ],
  ['a broken expression', { path: '/{{ config[ }}' }, `${retriever}.requester.path: the expression cannot be parsed`],
  [
    'the old state',
    { path: '/{{ stream_state.x }}' },
    `${retriever}.requester.path: "stream_state" is no longer part of the vocabulary`,
  ],
  [
    'a body of a GET',
    { requester: 'request_body_json: { a: 1 }' },
    `${retriever}.requester: a GET request cannot carry a body`,
  ],
  [
    'a datetime directive',
    { cursor: '{ type: DatetimeBasedCursor, cursor_field: u, datetime_format: "%Q", start_datetime: "2020" }' },
    'streams[0].incremental_sync.datetime_format: "%Q" is not a supported directive',
  ],
  [
    'a step alone',
    {
      cursor:
        '{ type: DatetimeBasedCursor, cursor_field: u, datetime_format: "%Y", start_datetime: "2020", step: P1D }',
    },
    'streams[0].incremental_sync: "step" and "cursor_granularity" are possible only together',
  ],
  [
    'a data feed',
    {
      cursor:
        '{ type: DatetimeBasedCursor, cursor_field: u, datetime_format: "%Y", start_datetime: "2020", is_data_feed: true }',
    },
    'streams[0].incremental_sync.is_data_feed: DatetimeBasedCursor does not support "is_data_feed" as true',
  ],
  ['a missing primary key', { primaryKey: '""' }, 'streams[0].primary_key: the stream has no "primary_key"'],
  [
    'a size option without a size',
    {
      paginator:
        '{ type: DefaultPaginator, pagination_strategy: { type: PageIncrement }, page_size_option: { type: RequestOption, inject_into: header, field_name: x } }',
    },
    `${retriever}.paginator.page_size_option: needs a "page_size"`,
  ],
])('%s that is not supported is named with its place', (_, parts, expected) => {
  expect(messages(parts)).toEqual([expect.stringContaining(expected)]);
});

test('the line of a problem is given, through references', () => {
  const manifest = `version: 6.0.0
check: {type: CheckStream, stream_names: [a]}
definitions:
  auth:
    type: JwtAuthenticator
streams:
  - type: DeclarativeStream
    name: a
    primary_key: id
    retriever:
      requester: {url: "https://h", authenticator: "#/definitions/auth"}
      record_selector: {extractor: {field_path: []}}
`;
  expect(checkManifest(manifest).streams).toMatchObject([
    { name: 'a', supported: false, problems: [{ path: 'definitions.auth.type', line: 5 }] },
  ]);
});

test('one bad stream does not touch the others', () => {
  const manifest = peopleManifest.replace(
    'streams:\n  - type',
    'streams:\n  - {type: DeclarativeStream, name: bad, primary_key: id}\n  - type',
  );
  expect(checkManifest(manifest).streams.map(({ name, supported }) => [name, supported])).toEqual([
    ['bad', false],
    ['people', true],
  ]);
});

describe('a file that is none:', () => {
  test.each([
    ['', /is not a manifest/],
    ['just text', /is not a manifest/],
    ['a: [1', /is not valid YAML/],
    ['a: 1\na: 2', /is not valid YAML/],
    [
      'version: 1\nstreams: []\ncheck: {type: CheckStream}\ndynamic_streams: [{type: DynamicDeclarativeStream}]',
      /"dynamic_streams" is not supported/,
    ],
    ['streams: 5', /"version" is missing/],
  ])('%j', (text, message) => {
    const { problems } = checkManifest(text);
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
  });

  test('references in a circle, to nowhere, or without end', () => {
    const withStream = (definitions: string, stream: string) =>
      checkManifest(
        `version: 1\ncheck: {type: CheckStream}\ndefinitions: ${definitions}\nstreams: [${stream}]`,
      ).streams.flatMap(({ problems }) => problems.map(({ message }) => message));
    expect(withStream('{a: "#/definitions/b", b: "#/definitions/a"}', '"#/definitions/a"')[0]).toMatch(
      /refers back to itself/,
    );
    expect(withStream('{}', '{$ref: "#/definitions/gone"}')[0]).toMatch(/is not in this file/);
    const doubling = Array.from(
      { length: 30 },
      (_, at) => `a${at}: ["#/definitions/a${at + 1}", "#/definitions/a${at + 1}"]`,
    ).join(', ');
    expect(withStream(`{${doubling}, a30: x}`, '{x: "#/definitions/a0"}')[0]).toMatch(/unfold to more values/);
  });
});

describe('references and parameters', () => {
  const streamWith = (text: string) =>
    checkManifest(`version: 1
check: {type: CheckStream}
definitions:
  selector: {type: RecordSelector, extractor: {type: DpathExtractor, field_path: ["{{ parameters['root'] }}"]}}
  requester: {type: HttpRequester, url_base: "https://h", path: "{{ parameters.path }}"}
  stream:
    type: DeclarativeStream
    primary_key: id
    $parameters: {path: base, name: from_parameters}
    retriever:
      type: SimpleRetriever
      requester: "*ref(definitions.requester)"
      record_selector: {$ref: "#/definitions/selector"}
streams:
${text}`).streams;

  test('a name may come from $parameters, and what stands beside $ref wins', () => {
    expect(streamWith('  - "#/definitions/stream"\n  - {$ref: "#/definitions/stream", name: own}')).toMatchObject([
      { name: 'from_parameters', supported: true },
      { name: 'own', supported: true },
    ]);
  });

  test('a parameter that fits no field of a component does not disturb it', () => {
    expect(
      streamWith('  - {$ref: "#/definitions/stream", $parameters: {name: x, anything: 1, cursor_field: y}}'),
    ).toMatchObject([{ name: 'x', supported: true }]);
  });

  test('YAML anchors and merges work', () => {
    expect(
      streamWith('  - &one {$ref: "#/definitions/stream", name: one}\n  - {<<: *one, name: two}').map(
        ({ name }) => name,
      ),
    ).toEqual(['one', 'two']);
  });
});

describe('the connector', () => {
  const settings = (over: object = {}) =>
    http.settings.parse({ manifest: peopleManifest, config: { base_url: 'https://h', api_key: 'k' }, ...over });

  test('offers updates where there is a cursor', () => {
    expect(http.streams(settings())).toEqual([{ name: 'people', modes: ['full', 'update'] }]);
  });

  test('refuses a manifest with an unsupported stream, and says how to do without it', () => {
    const manifest = peopleManifest.replace(
      'streams:\n  - type',
      'streams:\n  - {type: DeclarativeStream, name: bad, primary_key: id}\n  - type',
    );
    expect(() => http.streams(settings({ manifest }))).toThrow(SettingsError);
    expect(() => http.streams(settings({ manifest }))).toThrow(
      /stream bad: .*"retriever" is missing[\s\S]*set "streams" to \["people"\]/,
    );
    expect(http.streams(settings({ manifest, streams: ['people'] }))).toHaveLength(1);
    expect(() => http.streams(settings({ streams: ['nobody'] }))).toThrow(/no stream "nobody"/);
  });

  test('refuses a configuration that lacks what the spec requires, without showing values', () => {
    expect(() => http.streams(settings({ config: { base_url: 5 } }))).toThrow(
      /\/config\/api_key: is required\n\/config\/base_url/,
    );
    expect(() => http.streams(settings({ config: { base_url: 'https://h' } }))).toThrow(/\/config\/api_key/);
  });

  test('names the secrets that the spec marks, at any depth, and those of the authenticators', () => {
    const spec = `
spec:
  type: Spec
  connection_specification:
    type: object
    properties:
      plain: { type: string }
      "a/b~c": { type: string, airbyte_secret: true }
      login:
        oneOf:
          - { properties: { kind: { const: key }, key: { airbyte_secret: true } } }
          - { properties: { kind: { const: basic }, pass: { airbyte_secret: true } } }
      accounts: { type: array, items: { properties: { token: { airbyte_secret: true } } } }
`;
    const manifest =
      manifestOf({
        authenticator: `{ type: BasicHttpAuthenticator, username: "{{ config['user'] }}", password: "{{ config.get('pin') or config.deep.pin }}" }`,
      }) + spec;
    const config = { plain: 'x', accounts: [{ token: '1' }, { token: '2' }] };
    expect(http.secrets(settings({ manifest, config })).toSorted()).toEqual(
      [
        '/config/a~1b~0c',
        '/config/accounts/0/token',
        '/config/accounts/1/token',
        '/config/deep/pin',
        '/config/login/key',
        '/config/login/pass',
        '/config/pin',
      ].toSorted(),
    );
    expect(
      http.secrets(
        settings({
          manifest: manifestOf({ authenticator: `{ type: BasicHttpAuthenticator, username: "{{ config['user'] }}" }` }),
          config,
        }),
      ),
    ).toEqual(['/config/user']);
  });
});

describe('a configuration', () => {
  const login = (fields: object) => ({
    type: 'object',
    required: ['login'],
    properties: {
      login: {
        type: 'object',
        oneOf: [
          { required: ['key'], properties: { kind: { const: 'key' }, key: { type: 'string' } } },
          {
            required: ['user', 'pass'],
            properties: { kind: { const: 'basic' }, user: { type: 'string' }, pass: { type: 'string' } },
          },
        ],
      },
      pages: { type: ['integer', 'null'] },
      region: { enum: ['eu', 'us'] },
      tags: { type: 'array', items: { type: 'string' } },
      ...fields,
    },
    not: { required: ['anything'] },
  });

  test.each([
    [{ login: { kind: 'key', key: 'k' }, pages: 5, region: 'eu', tags: ['a'] }, []],
    [{ login: { kind: 'basic', user: 'u', pass: 'p' }, pages: null }, []],
    [{}, ['/config/login: is required']],
    [{ login: { kind: 'key' } }, ['/config/login/key: is required']],
    [{ login: { kind: 'basic', user: 'u' } }, ['/config/login/pass: is required']],
    [{ login: { key: 'k' }, pages: '5' }, ['/config/pages: must be of type integer or null']],
    [{ login: { key: 'k' }, region: 'asia' }, ['/config/region: must be "eu" or "us"']],
    [{ login: { key: 'k' }, tags: ['a', 5] }, ['/config/tags/1: must be of type string']],
  ])('%j has the problems %j', (config, problems) => {
    expect(configProblems(login({}), config).map(settingsProblemText)).toEqual(problems);
  });
});

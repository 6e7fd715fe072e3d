import { afterEach, expect, test } from 'vitest';
import type { Json } from '../../../shared/connector/json.ts';
import { type Answer, json, startSource, text } from '../../connector/source-server.ts';
import { idsOf, items, type Parts, type ReadWorld, readWorld } from './read-world.ts';

let world: ReadWorld | undefined;
afterEach(async () => {
  await world?.server.close();
  world = undefined;
});

async function open(parts: Parts, answer: Answer, config = {}): Promise<ReadWorld> {
  world = await readWorld(parts, answer, { config });
  return world;
}

const param = (name: string) => `{ type: RequestOption, inject_into: request_parameter, field_name: ${name} }`;
const strategy = (fields: string, options = `page_token_option: ${param('page')}`) =>
  `{ type: DefaultPaginator, ${options}, pagination_strategy: { ${fields} } }`;
const byPath = 'page_token_option: { type: RequestPath }';
const query = (url: string) => new URL(url, 'http://h').searchParams;

/** Three pages of two, two and one. */
const threePages: Answer = ({ url }, response) => {
  const page = Number(query(url).get('page') ?? 1);
  json(response, page === 3 ? items(5) : items(page * 2 - 1, page * 2));
};

test('PageIncrement counts pages and stops at a page that is not full', async () => {
  const { read, urls } = await open(
    {
      paginator: strategy(
        'type: PageIncrement, page_size: 2, start_from_page: 1',
        `page_token_option: ${param('page')}, page_size_option: ${param('size')}`,
      ),
    },
    threePages,
  );
  expect(idsOf(await read())).toEqual([['1', '2'], ['3', '4'], ['5']]);
  expect(urls()).toEqual(['/items?size=2', '/items?page=2&size=2', '/items?page=3&size=2']);
});

test('PageIncrement can name the first page, even 0', async () => {
  const { read, urls } = await open(
    { paginator: strategy('type: PageIncrement, page_size: 1, inject_on_first_request: true') },
    (_, response, count) => json(response, count === 1 ? items(1) : []),
  );
  await read();
  expect(urls()).toEqual(['/items?page=0', '/items?page=1']);
});

test('OffsetIncrement counts records, with a page size out of the configuration', async () => {
  const { read, urls } = await open(
    {
      paginator: strategy(
        'type: OffsetIncrement, page_size: "{{ config[\'size\'] }}"',
        `page_token_option: ${param('offset')}`,
      ),
    },
    (_, response, count) => json(response, count === 1 ? items(1, 2) : []),
    { size: 2 },
  );
  expect(idsOf(await read())).toEqual([['1', '2'], []]);
  expect(urls()).toEqual(['/items', '/items?offset=2']);
});

test('without a page size, only an empty page is the last', async () => {
  const { read } = await open({ paginator: strategy('type: PageIncrement') }, (_, response, count) =>
    json(response, count < 3 ? items(count) : []),
  );
  expect(idsOf(await read())).toEqual([['1'], ['2'], []]);
});

test.each([
  ['a field', "{{ response['next'] }}", '{{ not response.next }}'],
  ['the last record', "{{ last_record['id'] }}", '{{ last_page_size < 2 }}'],
  ['a header', "{{ headers['X-Next'] }}", "{{ 'x-next' not in headers }}"],
])('CursorPagination takes the token from %s', async (_, cursorValue, stop) => {
  const { read, urls } = await open(
    {
      fieldPath: '[data]',
      paginator: strategy(`type: CursorPagination, cursor_value: "${cursorValue}", stop_condition: "${stop}"`),
    },
    ({ url }, response) => {
      const after = Number(query(url).get('page') ?? 0);
      const next = after < 4 ? after + 2 : null;
      const headers: Record<string, string> = next === null ? {} : { 'X-Next': String(next) };
      json(response, { data: next === null ? items(5) : items(after + 1, after + 2), next }, headers);
    },
  );
  expect(idsOf(await read())).toEqual([['1', '2'], ['3', '4'], ['5']]);
  expect(urls()).toEqual(['/items', '/items?page=2', '/items?page=4']);
});

test.each(['007', '1e5', '1,2', 'eyJh+/=', '12345678901234567890', '2024-01-01', 'True', "O'Brien"])(
  'the token %s arrives as it was given',
  async (token) => {
    const { read, server } = await open(
      { fieldPath: '[data]', paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"') },
      (_, response, count) => json(response, { data: items(count), next: count === 1 ? token : null }),
    );
    await read();
    expect(query(server.seen[1]?.url ?? '').get('page')).toBe(token);
  },
);

test('a Link header leads on, and its own parameters are not repeated', async () => {
  const link =
    "type: CursorPagination, page_size: 2, cursor_value: \"{{ headers['link']['next']['url'] }}\", stop_condition: \"{{ 'next' not in headers['link'] }}\"";
  const { read, urls, server } = await open(
    { paginator: strategy(link, `${byPath}, page_size_option: ${param('limit')}`) },
    ({ headers }, response, count) => {
      const next = `<http://${headers.host}/items?limit=2&page=${count + 1}>; rel="next", <http://${headers.host}/items>; rel="first"`;
      json(response, items(count), { link: count < 3 ? next : '' });
    },
  );
  expect(idsOf(await read())).toEqual([['1'], ['2'], ['3']]);
  expect(urls()).toEqual(['/items?limit=2', '/items?limit=2&page=2', '/items?limit=2&page=3']);
  expect(server.seen).toHaveLength(3);
});

test.each([
  ['/other/items?page=2', '/other/items?page=2'],
  ['?page=2', '/v1/items?page=2'],
  ['more/items?page=2', '/more/items?page=2'],
])('the next link %s is found at %s', async (next, expected) => {
  const { read, urls } = await open(
    {
      path: '/v1/items',
      fieldPath: '[data]',
      paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"', byPath),
    },
    (_, response, count) => json(response, { data: items(count), next: count === 1 ? next : null }),
  );
  expect(idsOf(await read())).toEqual([['1'], ['2']]);
  expect(urls()).toEqual(['/v1/items', expected]);
});

test('a next link to another origin is not followed, so that no credentials go there', async () => {
  const other = await startSource();
  const { read } = await open(
    { fieldPath: '[data]', paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"', byPath) },
    (_, response) => json(response, { data: items(1), next: `${other.origin}/items` }),
  );
  await expect(read()).rejects.toMatchObject({ code: 'pagination_other_origin' });
  expect(other.seen).toHaveLength(0);
  await other.close();
});

test('a key that a next link repeats is not kept in the place to go on from, but sent again', async () => {
  const { read, urls } = await open(
    {
      fieldPath: '[data]',
      authenticator: `{ type: ApiKeyAuthenticator, api_token: "{{ config['key'] }}", inject_into: ${param('api_key')} }`,
      paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"', byPath),
    },
    (_, response, count) =>
      json(response, { data: items(count), next: count < 3 ? `/items?api_key=very-secret&n=${count}` : null }),
    { key: 'very-secret' },
  );
  const pages = await read();
  expect(JSON.stringify(pages.map(({ resume }) => resume))).not.toContain('very-secret');
  expect(urls()).toEqual([
    '/items?api_key=very-secret',
    '/items?n=1&api_key=very-secret',
    '/items?n=2&api_key=very-secret',
  ]);
});

test('a next page that is the current one, or one from before, ends the read', async () => {
  const rounds = [1, 2, 3, 7];
  for (const round of rounds) {
    const { read, server } = await readWorld(
      { fieldPath: '[data]', paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"') },
      (_, response, count) => json(response, { data: items(count), next: `t${count % round}` }),
    );
    await expect(read(), `a round of ${round}`).rejects.toMatchObject({ code: 'pagination_loop' });
    expect(server.seen.length).toBeLessThan(4 * round + 4);
    await server.close();
  }
});

test('a round that is entered only after some pages is noticed, too, also across processes', async () => {
  const { read, server } = await open(
    { fieldPath: '[data]', paginator: strategy('type: CursorPagination, cursor_value: "{{ response.next }}"') },
    (_, response, count) =>
      json(response, { data: items(count), next: count < 9 ? `lead-in ${count}` : `t${count % 5}` }),
  );
  const readInParts = async () => {
    for (let resume: Json = null; ; ) resume = (await read({ resume }, 2)).at(-1)?.resume ?? null;
  };
  await expect(readInParts()).rejects.toMatchObject({ code: 'pagination_loop' });
  expect(server.seen.length).toBeLessThan(50);
});

test('a source that ignores the page number does not keep us for ever', async () => {
  const { read } = await open({ paginator: strategy('type: PageIncrement, page_size: 2') }, (_, response) =>
    json(response, items(1, 2)),
  );
  await expect(read()).rejects.toMatchObject({
    code: 'pagination_loop',
    message: expect.stringContaining('same page'),
  });
});

test('POST carries token, size and filter in its JSON body', async () => {
  const body = (path: string) => `{ type: RequestOption, inject_into: body_json, field_path: ${path} }`;
  const { read, server } = await open(
    {
      requester:
        'http_method: POST\n        request_body_json: { filter: { active: true, "{{ config[\'field\'] }}": "{{ config[\'number\'] }}", none: "{{ config[\'nothing\'] }}" }, page: { sort: id } }',
      fieldPath: '[data]',
      paginator: strategy(
        'type: CursorPagination, page_size: 2, cursor_value: "{{ response.next }}"',
        `page_token_option: ${body('[page, token]')}, page_size_option: ${body('[page, size]')}`,
      ),
    },
    (_, response, count) => json(response, { data: items(count), next: count === 1 ? 'abc' : '' }),
    { field: 'level', number: 5 },
  );
  expect(idsOf(await read())).toEqual([['1'], ['2']]);
  expect(server.seen.map(({ body: sent }) => JSON.parse(sent))).toEqual([
    { filter: { active: true, level: 5 }, page: { sort: 'id', size: 2 } },
    { filter: { active: true, level: 5 }, page: { sort: 'id', size: 2, token: 'abc' } },
  ]);
});

test('POST carries a form', async () => {
  const { read, server } = await open(
    {
      requester:
        'http_method: POST\n        request_body_data: { q: "{{ config[\'q\'] }}", empty: "{{ config[\'nothing\'] }}" }',
      paginator: strategy(
        'type: PageIncrement, page_size: 1',
        'page_token_option: { type: RequestOption, inject_into: body_data, field_name: page }',
      ),
    },
    (_, response, count) => json(response, count === 1 ? items(1) : []),
    { q: 'a b' },
  );
  await read();
  expect(server.seen.map(({ body }) => body)).toEqual(['q=a+b', 'q=a+b&page=1']);
});

test('two parts that set the same parameter are a conflict', async () => {
  const { read } = await open(
    {
      requester: 'request_parameters: { size: 5 }',
      paginator: strategy('type: PageIncrement, page_size: 1', `page_size_option: ${param('size')}`),
    },
    threePages,
  );
  await expect(read()).rejects.toMatchObject({ code: 'request_conflict' });
});

test('reading goes on behind any page', async () => {
  const { read } = await open(
    { paginator: strategy('type: PageIncrement, page_size: 2, start_from_page: 1') },
    threePages,
  );
  const pages = await read();
  for (const [index, { resume }] of pages.entries())
    expect(idsOf(await read({ resume }))).toEqual(idsOf(pages.slice(index + 1)));
});

test('an empty first page, and 204, are pages without records', async () => {
  const { read } = await open({ fieldPath: '[data]' }, (_, response, count) =>
    count === 1 ? json(response, { data: [] }) : void response.writeHead(204).end(),
  );
  expect(idsOf(await read())).toEqual([[]]);
  expect(idsOf(await read())).toEqual([[]]);
});

test('an empty body that is not 204, and HTML, are errors: nothing is taken for "no records"', async () => {
  const { read } = await open({}, (_, response, count) => text(response, count === 1 ? '' : '<html>', 'text/html'));
  await expect(read()).rejects.toMatchObject({ code: 'page_not_json', message: expect.stringContaining('empty body') });
  await expect(read()).rejects.toMatchObject({ code: 'page_not_json', message: expect.stringContaining('<html>') });
});

test('an expression that fails on what came says so', async () => {
  const { read } = await open(
    {
      fieldPath: '[data]',
      paginator: strategy('type: CursorPagination, cursor_value: "{{ response.paging.next.after }}"'),
    },
    (_, response) => json(response, { data: items(1) }),
  );
  await expect(read()).rejects.toMatchObject({ code: 'expression_failed', message: expect.stringContaining('"next"') });
});

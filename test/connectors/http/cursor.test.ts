import { afterEach, expect, test } from 'vitest';
import { type Answer, json } from '../../connector/source-server.ts';
import { idsOf, type Parts, type ReadWorld, readWorld } from './read-world.ts';

const now = Date.UTC(2025, 0, 10, 12);
let world: ReadWorld | undefined;
afterEach(async () => {
  await world?.server.close();
  world = undefined;
});

async function open(
  parts: Parts,
  answer: Answer = (_, response) => json(response, []),
  config = {},
): Promise<ReadWorld> {
  world = await readWorld(parts, answer, { now, config });
  return world;
}

const param = (name: string) => `{ type: RequestOption, inject_into: request_parameter, field_name: ${name} }`;
const cursor = (fields: string) =>
  `{ type: DatetimeBasedCursor, cursor_field: updated, start_time_option: ${param('from')}, end_time_option: ${param('to')}, ${fields} }`;
const daily = cursor('datetime_format: "%Y-%m-%d", start_datetime: "{{ config[\'start\'] }}"');

test('without a step, one interval reaches from the start to now', async () => {
  const { read, urls } = await open({ cursor: daily }, undefined, { start: '2025-01-01' });
  await read();
  expect(urls()).toEqual(['/items?from=2025-01-01&to=2025-01-10']);
});

test('steps touch without overlapping, the last reaches to the end', async () => {
  const fields = 'datetime_format: "%Y-%m-%d", start_datetime: "2025-01-01", step: P4D, cursor_granularity: P1D';
  const { read, urls } = await open({ cursor: cursor(fields) });
  await read();
  expect(urls()).toEqual([
    '/items?from=2025-01-01&to=2025-01-04',
    '/items?from=2025-01-05&to=2025-01-08',
    '/items?from=2025-01-09&to=2025-01-10',
  ]);
});

test.each([
  ['"%s"', '1735689600', '1736510400'],
  ['"%ms"', '1735689600000', '1736510400000'],
  ['"%s_as_float"', '1735689600.0', '1736510400.0'],
  ['"%Y-%m-%dT%H:%M:%S%z"', '2025-01-01T00:00:00+0000', '2025-01-10T12:00:00+0000'],
  ['"%Y-%m-%dT%H:%M:%S.%_msZ"', '2025-01-01T00:00:00.000Z', '2025-01-10T12:00:00.000Z'],
  ['"%d %b %Y %I:%M %p"', '01 Jan 2025 12:00 AM', '10 Jan 2025 12:00 PM'],
])('the format %s is written', async (format, from, to) => {
  const start = '{ type: MinMaxDatetime, datetime: "{{ config[\'start\'] }}", datetime_format: "%Y-%m-%d" }';
  const { read, server } = await open(
    { cursor: cursor(`datetime_format: ${format}, start_datetime: ${start}`) },
    undefined,
    { start: '2025-01-01' },
  );
  await read();
  const query = new URL(server.seen[0]?.url ?? '', 'http://h').searchParams;
  expect([query.get('from'), query.get('to')]).toEqual([from, to]);
});

test('start and end are held between their bounds', async () => {
  const start = '{ datetime: "{{ config[\'start\'] }}", min_datetime: "2025-01-03", max_datetime: "2025-01-04" }';
  const end =
    '{ datetime: "{{ now_utc().strftime(\'%Y-%m-%d\') }}", max_datetime: "{{ day_delta(-1, format=\'%Y-%m-%d\') }}" }';
  for (const [from, expected] of [
    ['2024-12-01', '2025-01-03'],
    ['2025-01-08', '2025-01-04'],
  ]) {
    const { read, urls, server } = await readWorld(
      { cursor: cursor(`datetime_format: "%Y-%m-%d", start_datetime: ${start}, end_datetime: ${end}`) },
      (_, response) => json(response, []),
      { now, config: { start: from ?? '' } },
    );
    await read();
    expect(urls()).toEqual([`/items?from=${expected}&to=2025-01-09`]);
    await server.close();
  }
});

const at = (id: number, day: string) => ({ id, updated: day });

test('the cursor is the latest time seen, whatever the order, in the format of the file', async () => {
  const { read } = await open(
    {
      cursor: cursor(
        'datetime_format: "%Y-%m-%d", cursor_datetime_formats: ["%Y-%m-%dT%H:%M:%SZ"], start_datetime: "2025-01-01"',
      ),
      paginator:
        '{ type: DefaultPaginator, pagination_strategy: { type: PageIncrement, page_size: 2 }, page_token_option: ' +
        param('page') +
        ' }',
    },
    (_, response, count) =>
      json(response, count === 1 ? [at(1, '2025-01-07T10:00:00Z'), at(2, '2025-01-03')] : [at(3, '2025-01-05')]),
  );
  expect((await read()).map((page) => page.cursor)).toEqual(['2025-01-07', '2025-01-07']);
});

test('a record from the future does not hide what comes until then', async () => {
  const { read } = await open({ cursor: daily }, (_, response) => json(response, [at(1, '2099-01-01')]), {
    start: '2025-01-01',
  });
  expect((await read())[0]?.cursor).toBe('2025-01-10');
});

test('records without a readable time are read all the same', async () => {
  const { read } = await open(
    { cursor: daily },
    (_, response) => json(response, [{ id: 1 }, at(2, 'soon'), { id: 3, updated: null }, at(4, '2025-01-02')]),
    { start: '2025-01-01' },
  );
  const pages = await read();
  expect(idsOf(pages)).toEqual([['1', '2', '3', '4']]);
  expect(pages[0]?.cursor).toBe('2025-01-02');
});

test('an update starts at the kept cursor, less the lookback, but never before the start', async () => {
  const { read, urls } = await open(
    {
      cursor: cursor(
        'datetime_format: "%Y-%m-%d", start_datetime: "2025-01-05", lookback_window: "P{{ config[\'days\'] }}D"',
      ),
    },
    undefined,
    { days: 2 },
  );
  const pages = await read({ mode: 'update', cursor: '2025-01-08' });
  expect(pages[0]?.cursor).toBe('2025-01-08');
  await read({ mode: 'update', cursor: '2025-01-06' });
  await read({ mode: 'update', cursor: null });
  await read({ mode: 'full', cursor: '2025-01-08' });
  expect(urls().map((url) => new URL(url, 'http://h').searchParams.get('from'))).toEqual([
    '2025-01-06',
    '2025-01-05',
    '2025-01-05',
    '2025-01-05',
  ]);
});

test('reading goes on behind any page of any interval, with the same intervals and the same cursor', async () => {
  const fields = 'datetime_format: "%Y-%m-%d", start_datetime: "2025-01-01", step: P4D, cursor_granularity: P1D';
  const paginator = `{ type: DefaultPaginator, pagination_strategy: { type: PageIncrement, page_size: 1 }, page_token_option: ${param('page')} }`;
  const { read } = await open({ cursor: cursor(fields), paginator }, ({ url }, response) => {
    const query = new URL(url, 'http://h').searchParams;
    const day = Number(query.get('from')?.slice(-2));
    json(
      response,
      query.get('page') === '2'
        ? []
        : [at(day * 10 + Number(query.get('page') ?? 0), `2025-01-${query.get('from')?.slice(-2)}`)],
    );
  });
  const pages = await read();
  expect(idsOf(pages).flat()).toEqual(['10', '11', '50', '51', '90', '91']);
  for (const [index, { resume }] of pages.entries()) {
    const rest = await read({ resume: JSON.parse(JSON.stringify(resume)) });
    expect(idsOf(rest)).toEqual(idsOf(pages.slice(index + 1)));
    expect(rest.map((page) => page.cursor)).toEqual(pages.slice(index + 1).map((page) => page.cursor));
  }
});

test('a start in the future reads nothing', async () => {
  const { read, server } = await open({ cursor: daily }, undefined, { start: '2030-01-01' });
  expect(await read()).toEqual([]);
  expect(server.seen).toEqual([]);
});

test('the interval is there for expressions, under the names of the file', async () => {
  const { read, urls } = await open({
    path: '/days/{{ stream_interval.since }}',
    requester:
      'request_parameters: { filter: "updated>={{ stream_interval[\'since\'] }} and updated<={{ stream_slice.until }}" }',
    cursor:
      '{ type: DatetimeBasedCursor, cursor_field: updated, datetime_format: "%Y-%m-%d", start_datetime: "2025-01-01", partition_field_start: since, partition_field_end: until }',
  });
  await read();
  expect(urls()).toEqual(['/days/2025-01-01?filter=updated>=2025-01-01+and+updated<=2025-01-10']);
});

test('a start that does not fit its format is explained', async () => {
  const { read } = await open({ cursor: daily }, undefined, { start: 'yesterday' });
  await expect(read()).rejects.toMatchObject({ code: 'bad_datetime', message: expect.stringContaining('"yesterday"') });
});

import { afterEach, expect, test } from 'vitest';
import { checkManifest } from '../../../connectors/http/check-manifest.ts';
import { http } from '../../../connectors/http/http.ts';
import { SourceError } from '../../../shared/connector/connector.ts';
import { type Answer, json } from '../../connector/source-server.ts';
import { manifestOf, type Parts, type ReadWorld, readWorld } from './read-world.ts';

let world: ReadWorld | undefined;
afterEach(async () => {
  await world?.server.close();
  world = undefined;
});

const byId = (path: string, more = '') =>
  `x-syncline: { type: RecordById, requester: { type: HttpRequester, url_base: "{{ config['origin'] }}", path: "${path}" ${more} } }`;
const onePath = byId("/items/{{ stream_partition['id'] }}");

/** Asks for one record of a source that answers as given. */
async function fetchOne(id: string, answer: Answer, parts: Parts = { more: onePath }) {
  await world?.server.close();
  world = await readWorld(parts, answer);
  return http.fetchOne?.(world.context, 'items', id);
}

const gives =
  (body: unknown, status = 200): Answer =>
  (_, response) =>
    json(response, body, {}, status);

test('the stream offers single records only where the file says how', async () => {
  const settings = (parts: Parts) => ({ manifest: manifestOf(parts), config: { origin: 'http://h' } });
  expect(http.streams(settings({ more: onePath }))).toEqual([{ name: 'items', modes: ['full'], byId: true }]);
  expect(http.streams(settings({}))).toEqual([{ name: 'items', modes: ['full'] }]);
});

test('one record is asked for, with its id where the file puts it', async () => {
  const found = await fetchOne('7', gives({ id: 7, name: 'Ada' }));
  expect(found).toEqual({ kind: 'found', record: { id: '7', name: 'Ada', data: { id: 7, name: 'Ada' } } });
  expect(world?.server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /items/7']);
});

test('it is found within an answer, and among others', async () => {
  const more = `x-syncline: { type: RecordById, requester: { type: HttpRequester, url_base: "{{ config['origin'] }}", path: /search, request_parameters: { id: "{{ stream_slice['id'] }}" } }, record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [data] } } }`;
  const found = await fetchOne('a&b', gives({ data: [{ id: 'x' }, { id: 'a&b' }] }), { more });
  expect(found).toMatchObject({ kind: 'found', record: { id: 'a&b' } });
  expect(world?.server.seen[0]?.url).toBe('/search?id=a%26b');
});

test.each([
  ['a/b', '/items/a%2Fb'],
  ['a?b#c', '/items/a%3Fb%23c'],
  ['../admin', '/items/..%2Fadmin'],
  ['ü %', '/items/%C3%BC%20%25'],
])('the id %s reaches no further than its place in the address', async (id, url) => {
  await fetchOne(id, gives({ id }));
  expect(world?.server.seen[0]?.url).toBe(url);
});

test.each(['.', '..', '\ud800'])('the id %j is not asked for', async (id) => {
  await expect(fetchOne(id, gives({ id }))).rejects.toMatchObject({ code: 'bad_id' });
  expect(world?.server.seen).toEqual([]);
});

test.each([404, 410])('%i says that it is gone', async (status) => {
  expect(await fetchOne('7', gives({ error: 'not found' }, status))).toEqual({ kind: 'gone' });
});

test.each([
  [{ id: 8 }, 'the record 8'],
  [{ name: 'Ada' }, 'a record without an id'],
  [{ error: 'not found' }, 'a record without an id'],
  [[], 'a record without an id'],
  ['x', 'a record without an id'],
])('%j is no answer to the question, and nobody is gone for it', async (body, what) => {
  await expect(fetchOne('7', gives(body))).rejects.toThrow(what);
  await expect(fetchOne('7', gives(body))).rejects.toBeInstanceOf(SourceError);
});

test('a refusal is an error', async () => {
  await expect(fetchOne('7', gives({}, 403))).rejects.toMatchObject({ code: 'http_403' });
});

test('the test of the connection asks for one that is there, and finds out a wrong address', async () => {
  const lists: Answer = ({ url }, response) =>
    url === '/items' ? json(response, [{ id: 1, name: 'Ada' }]) : json(response, {}, {}, 404);
  world = await readWorld({ more: onePath }, lists);
  expect(await http.test(world.context)).toMatchObject({ ok: false, message: expect.stringContaining('x-syncline') });
  await world.server.close();

  const differs: Answer = ({ url }, response) =>
    json(response, url === '/items' ? [{ id: 1, name: 'Ada' }] : { id: 1, name: 'Ada', more: true });
  world = await readWorld({ more: onePath }, differs);
  expect(await http.test(world.context)).toMatchObject({ ok: true, message: expect.stringContaining('other content') });
});

test('what the file says of it is checked like the rest', () => {
  const problems = (parts: Parts) =>
    checkManifest(manifestOf(parts)).streams.flatMap((stream) => stream.problems.map(({ message }) => message));
  expect(problems({ more: onePath })).toEqual([]);
  expect(problems({ more: 'x-syncline: { type: RecordById }' }).join()).toContain('"requester" is missing');
  expect(problems({ more: onePath, primaryKey: '[a, b]' }).join()).toContain('several parts');
  expect(problems({ more: 'x-syncline: { type: Other }' }).join()).toContain('supported: RecordById');
});

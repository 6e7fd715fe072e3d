import { afterEach, expect, test } from 'vitest';
import { http } from '../../../connectors/http/http.ts';
import { type Answer, json, text } from '../../connector/source-server.ts';
import { items, type ReadWorld, readWorld } from './read-world.ts';

let world: ReadWorld | undefined;
afterEach(() => world?.server.close());

const bearer = `{ type: BearerAuthenticator, api_token: "{{ config['auth']['token'] }}" }`;

async function testWith(answer: Answer) {
  world = await readWorld({ authenticator: bearer, fieldPath: '[data]' }, answer, {
    config: { auth: { token: 'the-secret-token' } },
    secrets: ['the-secret-token'],
  });
  const result = await http.test(world.context);
  await world.server.close();
  world = undefined;
  return result;
}

test('says how many records the first page has', async () => {
  expect(await testWith((_, response) => json(response, { data: items(1, 2), total: 9 }))).toEqual({
    ok: true,
    message: 'items: 2 of 9 records on the first page.',
  });
});

test('warns of records without an id, and of none at all', async () => {
  expect((await testWith((_, response) => json(response, { data: [{ uid: 1 }] }))).message).toContain(
    '1 without an id: check primary_key',
  );
  expect((await testWith((_, response) => json(response, { results: [] }))).message).toContain('check field_path');
});

test.each<[string, Answer, RegExp]>([
  [
    '401',
    (_, response) => json(response, { error: 'the-secret-token is wrong' }, {}, 401),
    /credentials.*config\.auth\.token/,
  ],
  ['403', (_, response) => json(response, {}, {}, 403), /permission.*config\.auth\.token/],
  ['404', (_, response) => json(response, {}, {}, 404), /check the URL and the path/],
  ['HTML', (_, response) => text(response, '<html>', 'text/html'), /page instead of data/],
])('explains %s', async (_, answer, message) => {
  const result = await testWith(answer);
  expect(result.ok).toBe(false);
  expect(result.message).toMatch(message);
  expect(result.message).not.toContain('the-secret-token');
});

import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test, vi } from 'vitest';
import { startDynamoDb } from '../../local/emulators/dynamodb.ts';
import { startFixture } from './fixture/fixture-runtime.ts';
import { temporaryDirectory } from './fixture/synthesize-fixture.ts';

afterEach(() => vi.unstubAllEnvs());

test('a service that the outer environment places elsewhere is used there, by runtime and functions alike', async () => {
  const directory = temporaryDirectory();
  const elsewhere = await startDynamoDb(directory.path);
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', elsewhere.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'outer');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'outer');
  const fixture = await startFixture();

  expect(fixture.runtime.endpoints.dynamodb).toEqual({ url: elsewhere.url, embedded: false });
  expect(fixture.runtime.endpoints.s3.embedded).toBe(true);
  const { TableNames } = await fixture.clients.dynamodb.send(new ListTablesCommand());
  expect(TableNames).toEqual([fixture.runtime.resource('Things')]);
  await fixture.runtime.invoke('KeepToken', { token: 'value', id: 'key' });
  expect(await fixture.written('token', 'key')).toBe('value');

  await fixture.end();
  await elsewhere.close();
  directory.remove();
});

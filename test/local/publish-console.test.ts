import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { handler } from '../../functions/console/publish-console.ts';
import { listen } from '../../local/emulators/listen.ts';
import { publishSite } from '../../shared/site/publish-site.ts';
import type { FileHeaders } from '../../shared/site/site-files.ts';

const config = { signIn: null, executionUrl: null };
const file = (path: string) => ({ path, bytes: Buffer.from(path) });

function bucketThatNotes() {
  const put: [string, FileHeaders][] = [];
  return {
    paths: () => put.map(([path]) => path),
    headersOf: (path: string) => put.find(([one]) => one === path)?.[1],
    put: async (path: string, _: Uint8Array, headers: FileHeaders) => {
      put.push([path, headers]);
    },
  };
}

test('the page comes after all that it refers to', async () => {
  const bucket = bucketThatNotes();
  const assets = Array.from({ length: 40 }, (_, index) => file(`assets/part-${index}.js`));
  await publishSite(bucket, [file('index.html'), ...assets, file('icon.svg')], config);
  expect(bucket.paths()).toHaveLength(43);
  expect(bucket.paths().at(-1)).toBe('index.html');
  expect(bucket.headersOf('assets/part-7.js')?.cacheControl).toContain('immutable');
  for (const path of ['index.html', 'icon.svg', 'config.json']) {
    expect(bucket.headersOf(path)?.cacheControl).toBe('no-cache');
  }
});

test('nothing is published that has no page', async () => {
  const bucket = bucketThatNotes();
  await expect(publishSite(bucket, [file('assets/a.js')], config)).rejects.toThrow('index.html');
  expect(bucket.paths()).toEqual([]);
});

/** What the function tells CloudFormation. */
async function answerTo(RequestType: string, more = {}): Promise<Record<string, unknown>> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await listen(
    createServer(async (request, response) => {
      const body = await text(request);
      response.end();
      resolve(`${request.headers['content-type'] ?? ''}${body}`);
    }),
  );
  const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Published' };
  await handler({ RequestType, ResponseURL: `${server.url}/`, ...ids, ...more } as never);
  await server.close();
  return JSON.parse(await promise);
}

test('CloudFormation hears of a failure, with the reason, instead of waiting for an hour', async () => {
  expect(await answerTo('Create')).toEqual({
    Status: 'FAILED',
    Reason: expect.stringMatching(/CONSOLE_BUCKET|site/),
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Published',
    PhysicalResourceId: 'Published',
  });
});

test('the files stay when the stack goes', async () => {
  expect(await answerTo('Delete', { PhysicalResourceId: 'as-created' })).toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'as-created',
  });
});

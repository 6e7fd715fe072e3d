import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Json } from '../../local/json.ts';
import { LambdaFunction } from '../../local/lambda/lambda-function.ts';
import { type FixtureRuntime, startFixture } from './fixture/fixture-runtime.ts';

let fixture: FixtureRuntime;
beforeAll(async () => {
  vi.stubEnv('SECRET_OF_THE_OUTSIDE', 'not for functions');
  fixture = await startFixture();
});
afterAll(() => fixture.end());

const task = (event: Json) => fixture.runtime.invoke('Task', event);

async function failure(event: Json): Promise<string> {
  const result = await task(event);
  return result.kind === 'failed' ? result.error.errorType : 'none';
}

test('stays warm, and knows its context and nothing of the outer environment', async () => {
  const first = await task({ do: 'context' });
  const second = await task({ do: 'context' });
  expect(first).toMatchObject({ kind: 'succeeded', payload: { home: null, name: fixture.runtime.resource('Task') } });
  const counts = [first, second].map((result) =>
    result.kind === 'succeeded' ? Object(result.payload).invocations : 0,
  );
  expect(counts[1]).toBe(counts[0] + 1);
  const { remaining } = Object('payload' in second ? second.payload : {});
  expect(remaining).toBeGreaterThan(0);
  expect(remaining).toBeLessThanOrEqual(2000);
});

test('an error keeps its name and message', async () => {
  expect(await task({ do: 'throw', error: 'SourceError' })).toMatchObject({
    kind: 'failed',
    error: { errorType: 'SourceError', errorMessage: 'asked to throw SourceError' },
  });
});

test('a worker that dies fails its invocation, and the next one has a new worker', async () => {
  expect(await failure({ do: 'crash' })).toBe('Lambda.Unknown');
  expect(await task({ do: 'echo' })).toEqual({ kind: 'succeeded', payload: { do: 'echo' } });
});

test.each(['hang', 'spin'])('a function that is made to %s is ended at its time-out', async (what) => {
  const result = await task({ do: what });
  expect(result).toMatchObject({ kind: 'failed', error: { errorType: 'Sandbox.Timedout' } });
  expect(result.kind === 'failed' && result.error.errorMessage).toContain('Task timed out after 2.00 seconds');
  expect(await task('still there')).toEqual({ kind: 'succeeded', payload: 'still there' });
});

test('a response that Lambda would not carry is refused', async () => {
  expect(await failure({ do: 'large' })).toBe('Function.ResponseSizeTooLarge');
});

test('no more than two instances run at once; the others wait for their turn', async () => {
  const results = await Promise.all(Array.from({ length: 8 }, () => task({ do: 'at once' })));
  const running = results.map((result) => (result.kind === 'succeeded' ? Number(result.payload) : 99));
  expect(Math.max(...running)).toBe(2);
});

test('what a function prints is in its log file', async () => {
  await task({ do: 'log' });
  const path = join(fixture.runtime.dataDirectory, 'logs', `${fixture.runtime.resource('Task')}.log`);
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain('hello from the function');
});

test('a bundle that cannot be loaded fails each invocation with the reason', async () => {
  const modulePath = join(fixture.runtime.dataDirectory, 'broken.mjs');
  writeFileSync(modulePath, 'throw new TypeError("broken from the start");');
  const broken = new LambdaFunction(
    {
      functionName: 'broken',
      functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:broken',
      modulePath,
      handlerName: 'handler',
      memoryMegabytes: 128,
      timeoutSeconds: 1,
      logPath: `${modulePath}.log`,
      environment: {},
      concurrency: 1,
      idleSeconds: 1,
    },
    () => {},
  );
  const failed = { kind: 'failed', error: { errorType: 'TypeError', errorMessage: 'broken from the start' } };
  expect(await Promise.all([broken.invoke({}), broken.invoke({})])).toMatchObject([failed, failed]);
  await broken.end();
});

import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { environmentNames } from '../../shared/env/names.ts';
import { type Resource, synthesized } from './synthesized.ts';

const { directory, resourcesOf } = synthesized({ bundle: true });
const functions = resourcesOf('AWS::Lambda::Function');

/** In every bundle that completes task tokens, but asked for only by what starts, stops or looks at executions. */
const onlyForSome = new Set<string>([environmentNames.syncRunStateMachineArn]);

const bundleOf = ({ Metadata }: Resource) => join(directory, String(Metadata?.['aws:asset:path']), 'index.mjs');

const environmentOf = ({ Properties }: Resource) =>
  Object.keys((Properties['Environment'] as { Variables: Record<string, unknown> }).Variables);

test('every handler is deployed', () => {
  const handlers = globSync('functions/*/*.ts').filter((file) =>
    readFileSync(file, 'utf8').includes('export const handler'),
  );

  expect(handlers.length).toBeGreaterThan(15);
  expect(functions).toHaveLength(handlers.length);
});

describe.each(functions)('%s', (_, resource) => {
  test('loads with the variables that it is given and offers a handler', async () => {
    const variables = Object.fromEntries(environmentOf(resource).map((name) => [name, 'some-value']));

    expect(await typeOfHandler(bundleOf(resource), variables)).toBe('function');
  });

  test('is given only variables whose names are declared', () => {
    const known = [...Object.values(environmentNames), 'NODE_OPTIONS'];

    for (const name of environmentOf(resource)) expect(known).toContain(name);
  });

  test('is given exactly the variables that its bundle asks for', () => {
    const code = globSync(join(dirname(bundleOf(resource)), '*.mjs'))
      .map((file) => readFileSync(file, 'utf8'))
      .join();
    const asked = Object.entries(environmentNames).filter(([name]) => code.includes(`("${name}"`));

    const expected = asked.map(([, variable]) => variable).filter((variable) => !onlyForSome.has(variable));
    const given = environmentOf(resource).filter((variable) => variable !== 'NODE_OPTIONS');
    expect(given.filter((variable) => !onlyForSome.has(variable)).toSorted()).toEqual(expected.toSorted());
  });
});

test('only what starts runs, or looks after them, knows the state machine', () => {
  const knowing = functions.filter(([, resource]) => environmentOf(resource).includes('SYNC_RUN_STATE_MACHINE_ARN'));

  expect(knowing.map(([, { Properties }]) => Properties['Description']).toSorted()).toEqual([
    'Answers the HTTP API',
    'Ends runs that nobody works on any more, and sends ended ones to the archive',
    'Starts runs for the records that webhooks named',
    'Starts the runs that are due',
  ]);
});

// Two thirds are the SDK and zod; the rest grows with the paths, by 1 or 2 KB each.
test('what the API loads before its first request is at most 500 KB, so that it starts fast', () => {
  const [, api] = functions.find(([, { Properties }]) => Properties['Description'] === 'Answers the HTTP API') ?? [];

  expect(api && sizeOf(loadedAtStart(bundleOf(api)))).toBeLessThanOrEqual(500_000);
});

/** A file and what it imports statically, directly or not. */
function loadedAtStart(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, part = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*"(\.\/[^"]+)"/g)) {
    loadedAtStart(join(dirname(file), part), seen);
  }
  return seen;
}

function sizeOf(files: Iterable<string>): number {
  return [...files].reduce((bytes, file) => bytes + statSync(file).size, 0);
}

/** Loads a bundle as Lambda does: in a process state of its own, with just the variables of its function. */
function typeOfHandler(bundle: string, variables: Record<string, string>): Promise<unknown> {
  const url = JSON.stringify(pathToFileURL(bundle).href);
  const source = `import(${url}).then(({ handler }) => require('node:worker_threads').parentPort.postMessage(typeof handler))`;
  const env = { ...variables, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
  const worker = new Worker(source, { eval: true, env });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error(`${bundle} ended without a word.`)));
  return promise.finally(() => worker.terminate());
}

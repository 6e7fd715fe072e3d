import { expect, it } from 'vitest';
import { fileNames } from '../../shared/exports/file-names.ts';

const run = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const namesOf = (streams: readonly string[]): string[] => {
  const nameOf = fileNames(run, streams, 'entities', 'csv');
  return streams.map((stream) => nameOf(stream, 0));
};

it('names files by run, stream, list and number', () => {
  const nameOf = fileNames(run, ['contacts'], 'calls', 'ndjson');
  expect(nameOf('contacts', 0)).toBe(`${run}-contacts-calls-001.ndjson`);
  expect(nameOf('contacts', 1233)).toBe(`${run}-contacts-calls-1234.ndjson`);
});

const odd = [
  'a/b',
  'a\\b',
  'a b',
  'A b',
  '"; x="',
  '../..',
  '☃',
  'ünï',
  'x'.repeat(500),
  `${'x'.repeat(499)}y`,
  '*?',
  '',
];

it('names them so that every file system and header takes them, and no two alike', () => {
  const names = namesOf(odd);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9._-]{1,120}$/);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(odd.length);
});

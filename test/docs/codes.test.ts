import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const codePatterns = [
  /new SourceError\(\s*'([a-z_]+)'/g,
  /\bcode: '([a-z_]+)'/g,
  /\b(?:skipped|failed|warned)\(base, (?:\w+, )?'([a-z_]+)'/g,
];

it('has every code of the trail in docs/codes.md', () => {
  const sources = globSync('{shared,connectors,functions}/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const used = new Set(
    sources.flatMap((text) => codePatterns.flatMap((one) => [...text.matchAll(one)].map(([, code]) => code))),
  );
  const listed = new Set([...readFileSync('docs/codes.md', 'utf8').matchAll(/`([a-z_]+)`/g)].map(([, code]) => code));
  expect(used.size).toBeGreaterThan(15);
  expect([...used].filter((code) => !listed.has(code))).toEqual([]);
});

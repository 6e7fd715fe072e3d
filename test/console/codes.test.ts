import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { meaningOf } from '../../console/shown/codes.ts';

/** Every code of docs/codes.md; what stands for many is told by one of them. */
function documentedCodes(): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/codes.md'), 'utf8');
  const [listed = ''] = text.split('\n## Clusters');
  const cells = listed.split('\n').flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? []);
  const codes = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code));
  return codes.map((code) => code.replace('<status>', '404'));
}

it('knows the meaning of every code that is documented', () => {
  const codes = documentedCodes();
  expect(codes.length).toBeGreaterThan(50);
  expect(codes.filter((code) => meaningOf(code) === null)).toEqual([]);
});

it('makes up no meaning of what it does not know', () => {
  for (const code of ['', 'constructor', 'http_', 'http_99', 'no_such_code']) expect(meaningOf(code)).toBeNull();
});

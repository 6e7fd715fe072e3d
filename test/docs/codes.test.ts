import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SourceError } from '../../shared/connector/connector.ts';
import { codeOfFailure } from '../../shared/targets/failures.ts';

const codePatterns = [
  /new SourceError\(\s*'([a-z_]+)'/g,
  /\bcode: (?:[^',\n]+ : )?'([a-z_]+)'/g,
  /Code = '([a-z_]+)'/g,
  /\b(?:skipped|failed|warned)\(base, (?:\w+, )?'([a-z_]+)'/g,
];

const read = (pattern: string) => globSync(pattern).map((file) => readFileSync(file, 'utf8'));
const sources = read('{shared,connectors,functions,cli}/**/*.ts');
const codesIn = (texts: readonly string[], patterns: readonly RegExp[]) =>
  new Set(texts.flatMap((text) => patterns.flatMap((one) => [...text.matchAll(one)].map(([, code = '']) => code))));

const tables = readFileSync('docs/codes.md', 'utf8').split('## Clusters')[0] ?? '';
const listed = new Set([...tables.matchAll(/`([a-z_]+)`(?=[^|\n]*\|)/g)].map(([, code = '']) => code));

describe('docs/codes.md', () => {
  it('has every code of the trail', () => {
    const used = codesIn(sources, codePatterns);
    expect(used.size).toBeGreaterThan(40);
    expect([...used].filter((code) => !listed.has(code))).toEqual([]);
  });

  it('has every code that the request of a target may fail with', () => {
    const thrown = codesIn(read('{shared/connector,connectors/http-target}/*.ts'), [codePatterns[0] ?? /$/g]);
    const used = [...thrown].map((code) => codeOfFailure(new SourceError(code, '')));
    expect(used).toContain('target_timeout');
    expect(used.filter((code) => !listed.has(code))).toEqual([]);
  });

  it('has no code that there is not', () => {
    const text = sources.join('\n');
    const isUsed = (code: string) => text.includes(`'${code}'`) || text.includes(`'${code.replace(/^target_/, '')}'`);
    expect(listed.size).toBeGreaterThan(40);
    expect([...listed].filter((code) => !isUsed(code))).toEqual([]);
  });
});

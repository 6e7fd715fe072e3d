import { describe, expect, it } from 'vitest';
import { SourceError } from '../../shared/connector/connector.ts';
import { codeOfFailure, isUndone, messageOfFailure } from '../../shared/targets/failures.ts';

const call = (status: number | null) => ({
  method: 'POST',
  url: 'http://target/x',
  params: {},
  status,
  durationMs: 1,
  attempt: 1,
  at: '2026-01-01T00:00:00.000Z',
  error: null,
  rateLimit: null,
});

const broken = (code: string) =>
  new SourceError('network', 'It broke.', { cause: Object.assign(new Error(code), { code }) });

describe('a change is certainly not carried out', () => {
  it.each([
    ['nothing was sent', broken('x'), [], true],
    ['every attempt was refused', new SourceError('http_422', ''), [429, 503, 422], true],
    ['nobody was there', broken('ECONNREFUSED'), [null], true],
    ['the name is not known', broken('ENOTFOUND'), [null], true],
    ['the connection broke', broken('ECONNRESET'), [null], false],
    ['nobody was there any more', broken('ECONNREFUSED'), [null, null], false],
    ['a refusal came behind a broken connection', new SourceError('http_409', ''), [null, 409], false],
    ['a proxy answered', new SourceError('http_502', ''), [502], false],
    ['it was taken, and the answer is none', new SourceError('page_not_json', ''), [200], false],
  ])('only where that is known: %s', (_, error, statuses, undone) => {
    expect(isUndone(error, statuses.map(call))).toBe(undone);
  });
});

it('is told as a failure of the target, with what the target said left as it is', () => {
  const error = new SourceError('http_422', 'The source does not accept it. It says: the source is empty');
  expect(codeOfFailure(error)).toBe('target_http_422');
  expect(messageOfFailure(error)).toBe('The target does not accept it. It says: the source is empty');
  expect(codeOfFailure(new SourceError('page_not_json', ''))).toBe('target_not_json');
  expect(codeOfFailure(new SourceError('expression_failed', ''))).toBe('expression_failed');
});

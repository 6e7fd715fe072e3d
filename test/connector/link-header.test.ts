import { expect, test } from 'vitest';
import { parseLinkHeader } from '../../shared/connector/link-header.ts';

test('links are found by relation, with their parameters', () => {
  const header = '<https://h/a?x=1,2&p=2>; rel="next"; results="true", <https://h/a>; rel=first; title="a, \\"b\\"; c"';
  expect(parseLinkHeader(header)).toEqual({
    next: { url: 'https://h/a?x=1,2&p=2', rel: 'next', results: 'true' },
    first: { url: 'https://h/a', rel: 'first', title: 'a, "b"; c' },
  });
});

test('several relations, none, and no link at all', () => {
  expect(parseLinkHeader('</x>; rel="next last"')).toMatchObject({ next: { url: '/x' }, last: { url: '/x' } });
  expect(parseLinkHeader('</x>')).toEqual({ '/x': { url: '/x' } });
  expect(parseLinkHeader('')).toEqual({});
});

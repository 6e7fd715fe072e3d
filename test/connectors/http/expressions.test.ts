import { describe, expect, test } from 'vitest';
import { literalOf } from '../../../connectors/http/expressions/literal.ts';
import { compileTemplate } from '../../../connectors/http/expressions/template.ts';
import { HeaderMap, jsonOf, UndefinedValueError } from '../../../connectors/http/expressions/values.ts';

const now = () => Date.UTC(2025, 2, 1, 12, 30, 45, 678);
const variables = {
  config: {
    a: 'x',
    n: 5,
    zero: 0,
    list: [1, 2, 3],
    deep: { k: ['v'] },
    date: '2024-02-29',
    nothing: null,
    text: 'Hello World',
  },
  response: { next: null, data: [{ id: 1 }, { id: 'b' }], 'odd key': true },
  headers: new HeaderMap({ 'x-total': '7', link: { next: { url: 'https://h/2' } } }),
  last_record: null,
  next_page_token: null,
};

function template(source: string) {
  const problems: string[] = [];
  const compiled = compileTemplate(source, {
    variables: new Set(Object.keys(variables)),
    parameters: { p: 'q', names: ['m', 'n'] },
    problem: (message) => problems.push(message),
  });
  expect(problems).toEqual([]);
  return compiled;
}
const value = (source: string) => jsonOf(template(source).value({ variables, now }));

describe('values', () => {
  test.each<[string, unknown]>([
    ['plain', 'plain'],
    ['', ''],
    ["{{ config['a'] }}", 'x'],
    ['{{ config.a }}/{{ parameters.p }}', 'x/q'],
    ["{{ config.get('a', 'd') }}{{ config.get('missing', 'd') }}", 'xd'],
    ["{{ config['missing'] }}", ''],
    ["{{ config['n'] }}", 5],
    ["{{ config['n'] }}0", 50],
    ["'{{ config['n'] }}'", '5'],
    ['{{ config.list }}', [1, 2, 3]],
    ['x{{ config.list }}', 'x[1, 2, 3]'],
    ['{{ config.nothing }}', null],
    ['{{ response.next }}', null],
    ['{{ response.data[0].id }}', 1],
    ['{{ response.data[-1]["id"] }}', 'b'],
    ["{{ response['odd key'] }}", true],
    ["{{ headers['X-Total'] }}", 7],
    ["{{ headers['link']['next']['url'] }}", 'https://h/2'],
    ['{{ headers.link.next.url }}', 'https://h/2'],
    ["{{ 'next' in headers['link'] }}", true],
    ["{{ headers.get('none', 'd') }}", 'd'],
    ["{{ last_record['id'] }}", ''],
    ["{{ next_page_token['next_page_token'] }}", ''],
    ['{{ 7 / 2 }}', 3.5],
    ['{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 10 }}', '3 -4 2 1024'],
    ['{{ 4 / 2 }}x', '2.0x'],
    ["{{ 'a' ~ 1 ~ none }}", 'a1None'],
    ["{{ 'yes' if config.n > 3 else 'no' }}", 'yes'],
    ["{{ 'yes' if config.zero }}", ''],
    ['{{ config.zero or config.a }}', 'x'],
    ['{{ config.n and config.a }}', 'x'],
    ['{{ not config.zero }}', true],
    ['{{ 1 < config.n <= 5 }}{{ 5 < config.n < 9 }}', 'TrueFalse'],
    ["{{ config.a == 'x' and config.n != 4 }}", true],
    ["{{ 'o W' in config.text }}", true],
    ['{{ 9 not in config.list }}', true],
    ['{{ config.list[1:] }}', [2, 3]],
    ['{{ config.text[:5] }}', 'Hello'],
    ['{{ config.text[::-1] }}', 'dlroW olleH'],
    ['{% if config.n == 5 %}five{% elif config.n %}n{% else %}none{% endif %}', 'five'],
    ['{% for i in config.list %}{{ i }}{% if not loop.last %}-{% endif %}{% endfor %}', '1-2-3'],
    ['{% set y = config.n + 1 %}{{ y }}', 6],
    ['{# a comment #}x', 'x'],
    ['{{ max(2, 3) }}{{ min([4, 1]) }}', 31],
    ["{{ {'a': [1, 'b']} }}", { a: [1, 'b'] }],
    ['{{ config.deep.k[0] is string }}', true],
    ['{{ config.missing is defined }}', false],
    ['{{ response.next is none }}', true],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  test('something of nothing is undefined: an error for a value, false for a condition, nothing for a parameter', () => {
    const source = '{{ response.paging.next.after }}';
    expect(() => value(source)).toThrow(UndefinedValueError);
    expect(template(source).isTrue({ variables, now })).toBe(false);
    expect(template(source).textOrList({ variables, now })).toBeNull();
    expect(template(source).valueOrNull({ variables, now })).toBeNull();
  });
});

describe('filters', () => {
  test.each<[string, unknown]>([
    ["{{ config.missing | default('d') }}{{ config.a | d('d') }}", 'dx'],
    ["{{ '' | default('d', true) }}", 'd'],
    ["{{ '5' | int + 1 }}", 6],
    ["{{ 'x' | int }}{{ 'x' | int(7) }}{{ '3.9' | int }}", '073'],
    ["{{ '2.5' | float }}", 2.5],
    ['{{ 5 | string }}', '5'],
    ['{{ config.text | lower }}{{ config.text | upper }}', 'hello worldHELLO WORLD'],
    ["{{ config.list | join(',') }}", '1,2,3'],
    ["{{ response.data | map(attribute='id') | join('|') }}", '1|b'],
    ['{{ config.deep | tojson }}', { k: ['v'] }],
    ['{{ config.list | length }}', 3],
    ['{{ config.list | first }}{{ config.list | last }}', 13],
    ["{{ 'a-b' | replace('-', '$&') }}", 'a$&b'],
    ["{{ ' a ' | trim }}|", 'a|'],
    ["{{ 'a b/c&' | urlencode }}", 'a%20b/c%26'],
    ["{{ 'ab' | base64encode }}{{ 'YWI=' | base64decode }}", 'YWI=ab'],
    ["{{ 'a' | hash }}", '0cc175b9c0f1b6a831c399e269772661'],
    ["{{ 'm' | hmac('k') | length }}", 64],
    ["{{ 'id=42;' | regex_search('id=([0-9]+)') }}", 42],
    ["{{ 'a1b2' | regex_replace('([0-9])', '<\\\\1>') }}", 'a<1>b<2>'],
    ['{{ [3, 1, 2] | sort }}', [1, 2, 3]],
    ['{{ 2.567 | round(1) }}', 2.6],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });
});

describe('times', () => {
  test.each<[string, unknown]>([
    ['{{ now_utc() }}', '2025-03-01 12:30:45.678000+00:00'],
    ["{{ now_utc().strftime('%Y-%m-%dT%H:%M:%SZ') }}", '2025-03-01T12:30:45Z'],
    ['{{ now_utc().isoformat() }}', '2025-03-01T12:30:45.678000+00:00'],
    ['{{ today_utc() }}', '2025-03-01'],
    ["{{ (today_utc() - duration('P1D')).strftime('%Y/%m/%d') }}", '2025/02/28'],
    ["{{ (now_utc() - duration('P1M')).strftime('%d.%m.%Y') }}", '01.02.2025'],
    ["{{ day_delta(-1, format='%Y-%m-%d') }}", '2025-02-28'],
    ['{{ day_delta(1) }}', '2025-03-02T12:30:45.678000+0000'],
    ["{{ format_datetime(config.date, '%d %B %Y') }}", '29 February 2024'],
    ["{{ format_datetime('29/02/2024', '%Y-%m-%d', '%d/%m/%Y') }}", '2024-02-29'],
    ["{{ format_datetime(0, '%Y') }}x", '1970x'],
    ["{{ format_datetime('2024-02-29T01:00:00+02:00', '%s') }}x", '1709161200x'],
    ['{{ timestamp(1658505815.9) }}', 1658505815],
    ["{{ timestamp('1970-01-02') }}x", '86400.0x'],
    ["{{ timestamp('1970-01-02') | int }}", 86400],
    ["{{ str_to_datetime('2024-02-29').year }}", 2024],
    ["{{ (str_to_datetime('2024-03-01') - str_to_datetime('2024-02-28')).days }}", 2],
    ["{{ str_to_datetime('2024-03-01') > str_to_datetime('2024-02-28') }}", true],
    ["{{ max(config.date, '2025-01-01') }}", '2025-01-01'],
    ["{{ today_with_timezone('Asia/Tokyo') }}", '2025-03-01'],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });
});

describe('a text read as a literal', () => {
  test.each<[string, unknown]>([
    ['5', 5],
    ['-1.5', -1.5],
    ['True', true],
    ['None', null],
    ["'5'", '5'],
    ['"a\\nb"', 'a\nb'],
    ['"""{"a": 1}"""', '{"a": 1}'],
    ["[1, 'a', None, [True]]", [1, 'a', null, [true]]],
    ["{'a': {'b': 1},}", { a: { b: 1 } }],
  ])('%s is one', (text, expected) => {
    expect(literalOf(text)).toEqual(expected);
  });

  test.each([
    '007',
    '1e5',
    '2.10',
    '1_000',
    '+5',
    '1,2',
    '(1, 2)',
    '12345678901234567890',
    '2024-01-01',
    'true',
    'null',
    'Nonesense',
    '[1',
    '{a: 1}',
    "it's",
    '',
    'x y',
  ])('%s stays text', (text) => {
    expect(literalOf(text)).toBe(text);
  });
});

describe('a condition', () => {
  test.each([
    '{{ 0 }}',
    '{{ [] }}',
    '{{ {} }}',
    '{{ false }}',
    'False',
    'false',
    '',
    '{{ config.missing }}',
    '{{ 0.0 }}',
  ])('%s is false', (source) => {
    expect(template(source).isTrue({ variables, now })).toBe(false);
  });

  test.each(['{{ 1 }}', 'x', '{{ true }}', '{{ [0] }}', '{{ none }}', '{{ response.data }}'])(
    '%s is true',
    (source) => {
      expect(template(source).isTrue({ variables, now })).toBe(true);
    },
  );
});

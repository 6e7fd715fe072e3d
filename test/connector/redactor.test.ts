import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../shared/connector/redactor.ts';

const secret = `s3cr3t+/key=&"x y<é`;
const html = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  );
const asciiJson = (text: string) =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);

const encodings: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['percent-encoded', encodeURIComponent],
  [
    'percent-encoded in small letters',
    (text) => encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
  ],
  ['as a form', (text) => new URLSearchParams({ v: text }).toString().slice(2)],
  ['in JSON', (text) => JSON.stringify(text).slice(1, -1)],
  ['in JSON of ASCII', (text) => asciiJson(text).slice(1, -1)],
  ['in JSON in JSON', (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3)],
  ['in HTML', html],
  ['in hex', (text) => Buffer.from(text).toString('hex')],
  ['in HEX', (text) => Buffer.from(text).toString('hex').toUpperCase()],
  ['in base64', (text) => Buffer.from(text).toString('base64')],
];

describe('a secret is found', () => {
  test.each(encodings)('%s', (_, encode) => {
    const redact = createRedactor([secret]);
    expect(redact.text(`before ${encode(secret)} after`)).toMatch(/^before \[redacted\]=* after$/);
  });

  test.each(['', 'u', 'us', 'use', 'user'])('in base64 behind "%s:", in both alphabets', (user) => {
    const redact = createRedactor([secret]);
    for (const alphabet of ['base64', 'base64url'] as const) {
      const shown = redact.text(`Basic ${Buffer.from(`${user}:${secret}:tail`).toString(alphabet)}.`);
      expect(shown).toContain('[redacted]');
      const left = Buffer.from(shown.replace('[redacted]', '.'.repeat(0)).slice(6), 'base64').toString('latin1');
      expect(left).not.toContain('cr3t');
    }
  });

  test('whatever it consists of, in every encoding', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, unit: 'grapheme' }), fc.constantFrom(...encodings), (value, [, encode]) => {
        fc.pre(value.trim().length >= 4 && value.isWellFormed());
        expect(createRedactor([value]).text(`<<${encode(value)}>>`)).not.toContain(encode(value));
      }),
    );
  });

  test('line by line where it has lines, and without the white space around it', () => {
    const redact = createRedactor([
      '-----BEGIN-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcwggSj\n',
      ' padded-token \n',
    ]);
    expect(redact.text('bad key MIIEvQIBADANBgkqhkiG; padded-token')).toBe('bad key [redacted]; [redacted]');
  });

  test('though another one is a part of it, or overlaps it', () => {
    const redact = createRedactor(['token', 'token-and-more', 'xtok', 'acted']);
    expect(redact.text('a token-and-more b token c')).toBe('a [redacted] b [redacted] c');
    expect(redact.text('xtoken-and-more')).not.toContain('more');
  });
});

describe('what is no secret', () => {
  test('comes back as the same text', () => {
    const url = 'https://api.example.com/v1/contacts?limit=100&page=2';
    expect(createRedactor([secret, 'other-secret']).text(url)).toBe(url);
    expect(createRedactor([]).text(url)).toBe(url);
    expect(createRedactor(['', '  ']).text(url)).toBe(url);
  });

  test('is left alone by a short secret, which is hidden only as a whole value', () => {
    const redact = createRedactor(['a1']);
    expect(redact.text('page a1 of a100')).toBe('page a1 of a100');
    expect(redact.named({ pin: 'a1', page: 'a10' })).toEqual({ pin: '[redacted]', page: 'a10' });
    expect(redact.json({ pin: 'a1' })).toEqual({ pin: '[redacted]' });
  });
});

test('names that mean a credential hide their value; page tokens stay', () => {
  const redact = createRedactor([]);
  const hidden = [
    'api_key',
    'apiKey',
    'X-API-Key',
    'access_token',
    'client_secret',
    'Authorization',
    'password',
    'X-Amz-Signature',
    'key',
    'token',
  ];
  const shown = ['page_token', 'next_page_token', 'pageToken', 'cursor', 'limit', 'monkey', 'keyword', 'sort_key'];
  for (const name of hidden) expect(redact.named({ [name]: 'v' })[name], name).toBe('[redacted]');
  for (const name of shown) expect(redact.named({ [name]: 'v' })[name], name).toBe('v');
});

test('a JSON value is redacted at any depth, in keys, texts and numbers', () => {
  const redact = createRedactor(['hunter2hunter2', '1234567']);
  expect(
    redact.json({ a: [{ b: 'x hunter2hunter2' }, 1234567, 12, null], hunter2hunter2: true, password: 'p' }),
  ).toEqual({
    a: [{ b: 'x [redacted]' }, '[redacted]', 12, null],
    '[redacted]': true,
    password: '[redacted]',
  });
});

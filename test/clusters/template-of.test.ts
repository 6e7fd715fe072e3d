import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../../shared/clusters/template-of.ts';

const page = (nonce: string) =>
  `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><style>p { margin: ${nonce.length}px }</style>` +
  `<script nonce="${nonce}">if (1 < 2) track("${nonce}")</script><title>Sign in</title></head>` +
  `<body><!-- ${nonce} --><h1>Sign in</h1><p>Your session has expired.</p></body></html>`;

describe('the template of a message', () => {
  it.each([
    ['The record has no id that can be used.', 'The record has no id that can be used.'],
    [
      'The record takes 400123 bytes; the record store holds up to 389120.',
      'The record takes <number> bytes; the record store holds up to <number>.',
    ],
    ['Contact 12 is gone, -4.5 of 1,200.50 EUR (5%)', 'Contact <number> is gone, <number> of <number> EUR (<number>%)'],
    ['at /contacts/17/deals/4 of v2', 'at /contacts/<number>/deals/<number> of v<number>'],
    [
      'GET https://crm.example.com/v1/contacts/123?x=1 was answered with 404. Check it.',
      'GET <url> was answered with <number>. Check it.',
    ],
    ['User maria.o+x@mail.example.com is unknown', 'User <email> is unknown'],
    ['request 8d7b1c9e-11aa-4bcd-9eef-001122334455, 4f9c2e and 01J8ZX3VKQ', 'request <id>, … and <id>'],
    ['locked until 2026-01-31T09:00:00.123+01:00 by cus_Nf4x9a', 'locked until <time> by cus_<id>'],
    ['expired Tue, 15 Nov 1994 08:12:31 GMT, or Jan 3, 2026 9:00 AM', 'expired <time>, or <time>'],
    [`"ACME" isn't 'x y', it's the boss' „Meier“`, `<text> isn't <text>, it's the boss' <text>`],
    ['ids 1, 2, 3', 'ids <number>, …'],
    ['ids 1, 2, 3, 4, 5', 'ids <number>, …'],
    ['Row 7 of "a<p" is spent', 'Row <number> of <text> is spent'],
    ['a  \n\t b\u0000c', 'a b c'],
    ['Aufträge über ١٢٣ Stück', 'Aufträge über <number> Stück'],
    ['', ''],
  ])('%j is %j', (message, template) => {
    expect(templateOf(message)).toBe(template);
  });

  it('has the names of an error object and what it says, not what it says it of', () => {
    const said = (id: number, fields: string[]) =>
      JSON.stringify({
        error: { code: 'not_found', message: `Contact ${id} of "A${id}" is gone`, request_id: `r-${id}x` },
        fields,
        retry: false,
      });
    const template =
      'It says: {error:{code:not_found,message:Contact <number> of <text> is gone,request_id:<text>},fields:[<text>, …],retry:false}';
    expect(templateOf(`It says: ${said(7, ['email', 'phone'])}`)).toBe(template);
    expect(templateOf(`It says: ${said(123456, ['a', 'b', 'c'])}`)).toBe(template);
    expect(templateOf('It says: {"message":"No quota"}')).not.toBe(templateOf('It says: {"message":"No access"}'));
    expect(templateOf('{"errors": ["Deal 1 is locked", "Deal 22 is locked"]}')).toBe(
      '{errors: [Deal <number> is locked, …]}',
    );
  });

  it('has the words of a page, not its markup', () => {
    const template = 'It says: Sign in Sign in Your session has expired.';
    expect(templateOf(`It says: ${page('4f9c2e')}`)).toBe(template);
    expect(templateOf(`It says: ${page('b1')}`)).toBe(template);
    expect(
      templateOf(
        '<?xml version="1.0"?><soap:Envelope><soap:Body><faultstring>Order 5 is late</faultstring></soap:Body>',
      ),
    ).toBe('Order <number> is late');
    expect(templateOf('x < y and List<String> are no markup')).toBe('x < y and List<String> are no markup');
  });

  it('is the same wherever the message was cut, be it in a tag, a script or a word', () => {
    const cut = (message: string, length: number) => `It says: ${message.slice(0, length)}…\nCheck the credentials.`;
    const html = page('4f9c2e');
    for (const length of [html.indexOf('track'), html.indexOf('<script') + 4, html.indexOf('<style') + 12]) {
      expect(templateOf(cut(html, length)), cut(html, length)).toBe('It says: … Check the credentials.');
    }
    const long = (id: string) =>
      cut(`{"message":"Contact ${id} cannot be saved ${'because it is so '.repeat(30)}"}`, 300);
    expect(templateOf(long('1'))).toBe(templateOf(long('123456789012345678901234567890')));
  });

  it("does not have the record's own id and name, whatever they look like", () => {
    const of = (externalId: string, name: string) =>
      templateOf(`Company ${name} (${externalId}) is blocked`, { externalId, name });
    expect(of('A-x', 'ACME (Ltd.)')).toBe('Company <text> (<id>) is blocked');
    expect(of('a.b*c', 'Müller & Söhne')).toBe(of('A-x', 'ACME (Ltd.)'));
    expect(templateOf('The record is blocked', { externalId: 'cord', name: 'is' })).toBe('The record is blocked');
  });

  it('is the same for whatever varies', () => {
    const facts = fc.record({
      number: fc.integer(),
      uuid: fc.uuid(),
      at: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') }),
      // A bracket or a full stop behind it may be the sentence's.
      url: fc.webUrl({ withQueryParameters: true }).map((url) => `${url.replace(/['()]/g, '')}x`),
      quoted: fc.string().map((text) => text.replace(/["\\…\uE000-\uE0FF]/g, '')),
      hex: fc.stringMatching(/^[0-9a-f]{12,40}$/).filter((text) => /\d/.test(text) && /[a-f]/.test(text)),
    });
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        const message = ({ number, uuid, at, quoted, hex }: typeof one) =>
          `Row ${number} (${uuid}) of "${quoted}" at ${at.toISOString()}: token ${hex} is spent`;
        expect(templateOf(message(one))).toBe(templateOf(message(other)));
        expect(templateOf(`see <${one.url}>`)).toBe('see <<url>>');
      }),
    );
  });

  it('is short, and made of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3_000 }), (message) => {
        const template = templateOf(message);
        expect(template.length).toBeLessThanOrEqual(300);
        expect(template.isWellFormed()).toBe(true);
        expect(template).not.toMatch(/[\uE000-\uE0FF\n]/);
      }),
    );
    expect(templateOf('word '.repeat(1_000))).toHaveLength(300);
    expect(templateOf('😀'.repeat(1_000)).isWellFormed()).toBe(true);
  });
});

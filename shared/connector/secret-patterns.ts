/**
 * Regular-expression sources that find one secret in every encoding in which a URL, a header, a JSON text or an HTML
 * page can show it.
 */
export function secretPatterns(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [escapedPattern(secret), hexPattern(bytes), ...[0, 1, 2].map((offset) => base64Pattern(bytes, offset))];
}

/** Plain, or with any of its characters percent-encoded, JSON-escaped or HTML-escaped, in any mixture. */
function escapedPattern(secret: string): string {
  return Array.from(secret, characterPattern).join('');
}

const jsonShort: Readonly<Record<string, string>> = {
  '"': '\\\\+"',
  '\\': '\\\\+',
  '/': '\\\\*/',
  '\n': '\\\\+n',
  '\r': '\\\\+r',
  '\t': '\\\\+t',
  '\b': '\\\\+b',
  '\f': '\\\\+f',
};
const htmlNames: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

function characterPattern(character: string): string {
  // Letters and digits are never escaped in practice, and most secrets are nothing else: they stay one plain literal.
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const forms = [
    character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&'),
    anyCase([...Buffer.from(character, 'utf8')].map((byte) => `%${hex(byte, 2)}`).join('')),
    Array.from({ length: character.length }, (_, at) => `\\\\+u${anyCase(hex(character.charCodeAt(at), 4))}`).join(''),
    `&#0*${code};`,
    `&#[xX]0*${anyCase(hex(code, 1))};`,
  ];
  if (character === ' ') forms.push('\\+');
  const short = jsonShort[character];
  if (short !== undefined) forms.push(short);
  const name = htmlNames[character];
  if (name !== undefined) forms.push(`&${name};`);
  return `(?:${forms.join('|')})`;
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const anyCase = (text: string) =>
  text.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

function hexPattern(bytes: Buffer): string {
  return anyCase(bytes.toString('hex'));
}

const base64Character = '[A-Za-z0-9+/_-]';

/**
 * The part of a base64 text (either alphabet) that the secret decides where `offset` bytes modulo 3 stand before it,
 * as in `user:secret`. Characters that it shares with its neighbours are taken along: they hold bits of it.
 */
function base64Pattern(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  const pattern = core.replace(/[+/]/g, (sign) => (sign === '+' ? '(?:[+-]|%2[bB])' : '(?:[/_]|%2[fF])'));
  const before = offset === 0 ? '' : `${base64Character}?`;
  const after = (offset + bytes.length) % 3 === 0 ? '' : `${base64Character}?`;
  return before + pattern + after;
}

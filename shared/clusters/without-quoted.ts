import { marks } from './marks.ts';

/** A quoted text; where the message was cut, the cut ends it. */
const doubleQuoted = /"((?:[^"\\…]|\\.)*)("|…|$)/g;

/** Fields of an error object whose text says what is wrong, rather than with what. */
const telling =
  /^_*(?:error|fault|status|exception)?[_-]?(?:errors?|messages?|msg|code|type|title|details?|reasons?|status|description|fault|faultstring|faultcode|exception|cause)$/i;

/**
 * Takes out what is quoted, which is what a message is about: `The field "email" is missing.` Of a JSON text, the names
 * of fields stay, and the text of those that say what is wrong.
 */
export function withoutQuoted(text: string): string {
  return withoutSingleQuoted(withoutDoubleQuoted(text));
}

function withoutDoubleQuoted(text: string): string {
  let field = '';
  return text.replace(doubleQuoted, (all: string, inner: string, end: string, offset: number) => {
    const before = text.slice(0, offset).trimEnd().at(-1) ?? '';
    const behind = text
      .slice(offset + all.length)
      .trimStart()
      .charAt(0);
    if ((before === '{' || before === ',') && behind === ':') {
      field = inner;
      return inner;
    }
    const tells = field !== '' && ':[,'.includes(before) && telling.test(field);
    const said = tells ? inner.replace(/\\"[^"\\]*\\"/g, marks.text) : marks.text;
    return end === '…' ? `${said}…` : said;
  });
}

/** An apostrophe within a word opens no quotation. */
const withoutSingleQuoted = (text: string): string =>
  text
    .replace(/(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, marks.text)
    .replace(/[“„«‘‹][^“”„«»‘’‹›]*[”“»’›]/g, marks.text)
    .replace(/`[^`]*`/g, marks.text);

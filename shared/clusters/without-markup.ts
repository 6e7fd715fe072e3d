/** A tag that comes to its end, or is cut: `<p` alone may stand in any text. */
const markup =
  /<(?:!doctype|\?xml|html|head|body|title|div|p|h[1-6]|center|span|table|br|hr|script|[\w-]+:envelope)\b[^<>]*[>…]/i;

/**
 * What a page says, without its markup: error pages differ in nonces and style sheets, not in their words. Also of a
 * page that was cut anywhere (`…`). Other text comes back as it is.
 */
export function withoutMarkup(text: string): string {
  if (!markup.test(text)) return text;
  return text
    .replace(/<!--.*?(?:-->|…|$)/g, ' ')
    .replace(/<(script|style|svg)\b.*?(?:<\/\1\s*>|(…)|$)/gi, ' $2')
    .replace(/<[/!?]?[a-z][^<>…]*(?:>|(…)|$)/gi, ' $1')
    .replace(/ +/g, ' ');
}

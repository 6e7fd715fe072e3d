import { marks, placeholders } from './marks.ts';
import { withoutMarkup } from './without-markup.ts';
import { withoutQuoted } from './without-quoted.ts';

/** More of a message than this tells nothing new, and the expressions below need not be fast on a page of text. */
const charactersRead = 2_000;
const longestTemplate = 300;
/**
 * A message that quotes the beginning of an answer (300 characters) ends where what varies before lets it end; this
 * much of it is the same in each.
 */
const longestTemplateOfCut = 200;

/** What a message was made for: of the record itself, id and name are known and need no guessing. */
export interface OwnValues {
  readonly externalId?: string | null;
  readonly name?: string | null;
}

/**
 * A message with what varies from record to record taken out: `Contact <id> is locked until <time>.` The same failure
 * of a thousand records has one template. At most 300 characters.
 */
export function templateOf(message: string, own: OwnValues = {}): string {
  const steps = [
    withoutOwn(own),
    withoutMarkup,
    withoutQuoted,
    withoutAddresses,
    withoutTimes,
    withoutNumbers,
    oneOfAList,
  ];
  const start = message
    .slice(0, charactersRead)
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\uE000-\uE0FF]/g, '');
  const bare = steps.reduce((text, step) => step(text), start.replace(/[\s\p{Cc}]+/gu, ' ').trim());
  const template = bare
    .replace(/[\uE001-\uE006]/g, (mark) => placeholders.get(mark) ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return shortened(template, message.includes('…') ? longestTemplateOfCut : longestTemplate);
}

/** Below this length a value is likelier to be found in an ordinary word than to be meant. */
const shortestOwn = 3;

function withoutOwn({ externalId, name }: OwnValues): (text: string) => string {
  const own = [[externalId, marks.id] as const, [name, marks.text] as const];
  return (text) =>
    own.reduce((rest, [given, mark]) => {
      const value = given?.normalize('NFC') ?? '';
      return value.length >= shortestOwn && rest.includes(value) ? rest.replace(wholeWord(value), mark) : rest;
    }, text);
}

function wholeWord(value: string): RegExp {
  const literally = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literally}(?![\\p{L}\\p{N}])`, 'gu');
}

const withoutAddresses = (text: string): string =>
  text
    .replace(/[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>()]*[^\s"'<>().,;:!?]/gi, marks.url)
    .replace(/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, marks.email);

const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const clock = String.raw`\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|GMT|UTC|[AP]M))?(?: ?[+-]\d\d:?\d\d)?`;
const date = String.raw`(?:\d{4}-\d\d-\d\d|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{1,2} ${month},? \d{4}|${month} \d{1,2},? \d{4}))`;
const moment = new RegExp(`(?<![\\p{L}\\p{N}])(?:${date}(?:(?:T|,? )${clock})?|${clock})(?![\\p{L}\\p{N}])`, 'gu');

const withoutTimes = (text: string): string => text.replace(moment, marks.time);

const uuid = /(?<![\p{L}\p{N}])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\p{L}\p{N}])/giu;
const plainNumber = /(?<![\p{L}\p{N}])[+-]?\p{Nd}+(?:[.,:]\p{Nd}+)*(?![\p{L}\p{N}])/gu;
const word = /[\p{L}\p{N}]*\p{Nd}[\p{L}\p{N}]*/gu;

const withoutNumbers = (text: string): string =>
  text.replace(uuid, marks.id).replace(plainNumber, marks.number).replace(word, withoutDigits);

/** `4f9c2e` is an id; `30ms` and `oauth2` are words with a number. */
function withoutDigits(mixed: string): string {
  const parts = mixed.match(/\p{Nd}+|[^\p{Nd}]+/gu) ?? [];
  return parts.length > 2 || mixed.length >= 8 ? marks.id : mixed.replace(/\p{Nd}+/gu, marks.number);
}

/** How long a list of things that look alike is, varies too. */
const oneOfAList = (text: string): string =>
  text.replace(/(?<![\p{L}\p{N}])([^\s,;|][^,;|]{0,99})(?:\s*[,;|]\s*\1)+(?![\p{L}\p{N}])/gu, '$1, …');

function shortened(template: string, length: number): string {
  if (template.length <= length) return template;
  // Not half of a character that takes two.
  return `${template
    .slice(0, length - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

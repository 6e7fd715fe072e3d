import type { Json } from './json.ts';
import { secretPatterns } from './secret-patterns.ts';
import { isSensitiveName } from './sensitive-names.ts';

export const redacted = '[redacted]';

/** Takes secrets out of whatever is about to be written down. */
export interface Redactor {
  /** Any text: URL, message, body. By value only. */
  text(value: string): string;
  /** Names and values of query parameters or headers: by value, and wholly where the name gives it away. */
  named(values: Readonly<Record<string, string>>): Record<string, string>;
  /** A JSON value at any depth: keys and strings by value, and fields wholly where the name gives them away. */
  json(value: Json): Json;
}

/** Below this length a secret cannot be told from ordinary text. */
const shortestFindable = 4;
/** Lines of a multi-line secret (a PEM key) are secrets of their own from this length on. */
const shortestLine = 16;

/**
 * Finds the given secrets by value: plain, percent-encoded (either case, `+` or `%20`), base64 and base64url at any
 * alignment, JSON- and HTML-escaped, hex. A secret of fewer than four characters would turn every text into
 * `[redacted]`, so it is hidden only where it is the whole of a value (a parameter, a header, a JSON string); an empty
 * one is ignored.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const tiny = new Set(known.filter((secret) => secret.length < shortestFindable));
  const findable = known.filter((secret) => secret.length >= shortestFindable);
  const matchers = findable.map((secret) => new RegExp(secretPatterns(secret).join('|'), 'gu'));
  const anySecret = matchers.length === 0 ? null : new RegExp(matchers.map(({ source }) => source).join('|'), 'u');

  function text(value: string): string {
    // The usual case: one scan, nothing found, the same string back.
    if (anySecret === null || !anySecret.test(value)) return value;
    // Longest first and one at a time, so that a short secret never tears a longer one apart; the private-use mark
    // keeps a secret like "acted" from matching inside what an earlier one was replaced with.
    const marked = matchers.reduce((rest, matcher) => rest.replace(matcher, '\uE000'), value);
    return marked.replace(/\uE000/g, redacted);
  }

  const whole = (value: string) => (tiny.has(value) ? redacted : text(value));

  function named(values: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [text(name), isSensitiveName(name) ? redacted : whole(value)]),
    );
  }

  function json(value: Json): Json {
    if (typeof value === 'string') return whole(value);
    // A secret of digits may be sent as a number.
    if (typeof value === 'number') return whole(String(value)) === String(value) ? value : redacted;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(json);
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        text(name),
        typeof field === 'string' && field !== '' && isSensitiveName(name) ? redacted : json(field),
      ]),
    );
  }

  return { text, named, json };
}

/** A header that is secret as a whole: what comes behind the scheme is so by itself. */
const behindScheme = /^(?:bearer|basic|token|apikey|api-key)\s+(?<credential>\S+)$/i;

/** A pasted secret often carries white space that is not sent, and a key file is quoted line by line in messages. */
function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  return [
    secret,
    secret.trim(),
    behindScheme.exec(secret.trim())?.groups?.['credential'] ?? '',
    ...(lines.length > 1 ? lines.filter((line) => line.length >= shortestLine) : []),
  ].filter((form) => form !== '');
}

import { SourceError } from './connector.ts';
import type { HttpResponse } from './http-client.ts';
import type { Json } from './json.ts';
import { parseJson } from './parse-json.ts';
import type { Redactor } from './redactor.ts';

/** How much of a body a message quotes: enough to recognise a login page or an error object. */
const quotedCharacters = 300;

export function httpResponse(answer: Omit<HttpResponse, 'json'>, redact: Redactor): HttpResponse {
  let parsed: { value: Json } | null = null;
  return {
    ...answer,
    json() {
      parsed ??= { value: parseOrExplain(answer, redact) };
      return parsed.value;
    },
  };
}

function parseOrExplain({ text, headers, url }: Omit<HttpResponse, 'json'>, redact: Redactor): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    const type = headers['content-type'] ?? 'no content type';
    const start = quoted(text, redact);
    const what = text.trim() === '' ? 'an empty body' : `${type}: ${start}`;
    const hint = /^\s*</.test(text) ? 'A page instead of data usually means a login or a wrong path: check' : 'Check';
    const message = `${redact.text(withoutQuery(url))} did not answer with JSON but with ${what}\n${hint} the URL and the credentials.`;
    throw new SourceError('page_not_json', message, { cause });
  }
}

const advice: Readonly<Record<number, string>> = {
  400: 'The source does not accept the request: check its parameters.',
  401: 'The source does not accept the credentials: check that they are right and have not expired.',
  403: 'The credentials lack a permission for this: grant it at the source.',
  404: 'There is nothing at this address: check the URL and the path.',
  407: 'A proxy on the way wants credentials.',
  410: 'The source has removed this address: its API has changed.',
  422: 'The source does not accept the request: check its parameters.',
  429: 'The source takes no more requests for now: run again later or less often.',
};

export function statusError(response: HttpResponse, method: string, redact: Redactor): SourceError {
  const { status, text, url } = response;
  const hint = advice[status] ?? (status >= 500 ? 'The source has a problem of its own: run again later.' : '');
  const start = text.trim() === '' ? '' : ` It says: ${quoted(text, redact)}`;
  const message = `${method} ${redact.text(withoutQuery(url))} was answered with ${status}. ${hint}${start}`;
  return new SourceError(`http_${status}`, message.trim());
}

function quoted(text: string, redact: Redactor): string {
  // Redacted before it is cut, so that no half of a secret is left at the end.
  const start = redact
    .text(text.slice(0, quotedCharacters * 10))
    .replace(/\s+/g, ' ')
    .trim();
  return start.length > quotedCharacters ? `${start.slice(0, quotedCharacters)}…` : start;
}

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '');

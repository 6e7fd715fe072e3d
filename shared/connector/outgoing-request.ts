import { SourceError } from './connector.ts';
import type { HttpRequest } from './http-client.ts';
import { acceptedEncodings } from './read-body.ts';
import type { Redactor } from './redactor.ts';

/** A request as it goes over the wire; redirects change it. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Builds the request. Throws SourceError `bad_url` where the URL is none that can be asked. */
export function outgoing(request: HttpRequest, redact: Redactor): OutgoingRequest {
  const url = parseUrl(request.url, redact);
  if (request.method === 'GET' && (request.json ?? request.form ?? request.text) !== undefined) {
    throw new TypeError('A GET request cannot carry a body.');
  }
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one);
  }
  const { body, contentType } = bodyOf(request);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': 'syncline',
    'accept-encoding': acceptedEncodings,
  };
  if (contentType !== null) headers['content-type'] = contentType;
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  return { method: request.method, url: credentialsToHeader(url, headers), headers, body };
}

function parseUrl(text: string, redact: Redactor): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw new SourceError(
    'bad_url',
    `"${redact.text(text)}" is not an http or https URL. Check the URL in the settings.`,
  );
}

/** `https://user:password@host` must not show up in the trail. */
function credentialsToHeader(url: URL, headers: Record<string, string>): URL {
  if (url.username === '' && url.password === '') return url;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  headers['authorization'] ??= `Basic ${Buffer.from(credentials).toString('base64')}`;
  url.username = '';
  url.password = '';
  return url;
}

function bodyOf({ json, form, text }: HttpRequest): { body: string | null; contentType: string | null } {
  if (json !== undefined) return { body: JSON.stringify(json), contentType: 'application/json' };
  if (form !== undefined) {
    const pairs = Object.entries(form).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one) => [name, one] as [string, string]),
    );
    return { body: new URLSearchParams(pairs).toString(), contentType: 'application/x-www-form-urlencoded' };
  }
  return { body: text ?? null, contentType: null };
}

/** Headers that say nothing about who we are, and so may follow a redirect to another origin. */
const harmless = new Set(['accept', 'accept-encoding', 'accept-language', 'content-type', 'user-agent']);

/**
 * The request that a redirect asks for. To another origin it goes without any header that could be a credential (only
 * harmless ones stay), since we cannot know which of a source's own headers is its key. Throws SourceError
 * `unsafe_redirect` where it would leave https, or would carry a body to another origin.
 */
export function redirected(request: OutgoingRequest, status: number, location: string): OutgoingRequest {
  const url = URL.parse(location, request.url.href);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw unsafe(request, `redirects to something that is no http or https URL`);
  }
  const asGet = status === 303 || ((status === 301 || status === 302) && request.method === 'POST');
  const method = asGet && request.method !== 'HEAD' ? 'GET' : request.method;
  const body = method === 'GET' ? null : request.body;
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !(name === 'content-type' && body === null)),
  );
  if (url.origin === request.url.origin) return { method, url: credentialsToHeader(url, headers), headers, body };
  if (request.url.protocol === 'https:' && url.protocol === 'http:')
    throw unsafe(request, `redirects from https to http`);
  if (body !== null) throw unsafe(request, `redirects a ${method} with a body to another origin (${url.origin})`);
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name)));
  return { method, url: credentialsToHeader(url, kept), headers: kept, body };
}

function unsafe(request: OutgoingRequest, what: string): SourceError {
  return new SourceError(
    'unsafe_redirect',
    `${request.url.origin} ${what}; credentials could leak, so it is not followed. Put the final address into the settings.`,
  );
}

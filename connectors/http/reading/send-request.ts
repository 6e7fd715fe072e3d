import type { HttpClient, HttpRequest, HttpResponse } from '../../../shared/connector/http-client.ts';
import type { RequestDraft } from '../manifest/request-draft.ts';
import type { Requester } from '../manifest/requester.ts';

/** Sends a request of which all parts have come together. */
export function sendRequest(
  http: HttpClient,
  { method }: Pick<Requester, 'method'>,
  url: string,
  draft: RequestDraft,
): Promise<HttpResponse> {
  return http.request({
    method,
    url,
    query: withoutRepeated(url, draft.query),
    headers: draft.headers,
    // A POST that reads does no harm twice.
    idempotent: true,
    ...bodyOf(draft),
  });
}

/** A link to the next page often repeats our own parameters: those that it has with the same value are not added. */
function withoutRepeated(url: string, query: RequestDraft['query']): RequestDraft['query'] {
  const present = URL.parse(url)?.searchParams;
  if (present === undefined || present.size === 0) return query;
  return Object.fromEntries(Object.entries(query).filter(([name, value]) => present.get(name) !== String(value)));
}

function bodyOf({ json, form, text }: RequestDraft): Pick<HttpRequest, 'json' | 'form' | 'text'> {
  if (Object.keys(json).length > 0) return { json };
  if (Object.keys(form).length > 0) return { form };
  return text === null ? {} : { text };
}

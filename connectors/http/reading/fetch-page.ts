import type { HttpClient, HttpResponse } from '../../../shared/connector/http-client.ts';
import type { Json } from '../../../shared/connector/json.ts';
import { type Scope, withVariables } from '../expressions/scope.ts';
import type { Interval, OpenCursor } from '../manifest/cursor.ts';
import { RequestDraft } from '../manifest/request-draft.ts';
import type { Retriever } from '../manifest/retriever.ts';
import { sendRequest } from './send-request.ts';

/** Which page to ask for. */
export interface PagePlace {
  readonly cursor: OpenCursor | null;
  readonly interval: Interval | null;
  readonly token: Json;
  /** Whether it is the first of its interval. */
  readonly isFirst: boolean;
  /** Where the page before it was found; null where that is not known. */
  readonly current: string | null;
}

export interface FetchedPage {
  readonly response: HttpResponse;
  /** The address that was asked, without parameters. */
  readonly url: string;
  readonly scope: Scope;
  /** The token of the next page without credentials: they are added anew, and tokens are kept in checkpoints. */
  cleanToken(token: Json): Json;
}

/** Puts a request together from all parts of a retriever and sends it. */
export async function fetchPage(
  http: HttpClient,
  retriever: Retriever,
  scope: Scope,
  place: PagePlace,
): Promise<FetchedPage> {
  const { requester, paginator } = retriever;
  const interval = place.cursor && place.interval ? place.cursor.variables(place.interval) : {};
  const pageScope = withVariables(scope, {
    next_page_token: place.token === null ? null : { next_page_token: place.token },
    stream_interval: interval,
    stream_partition: interval,
    stream_slice: interval,
  });
  const url = requester.url(pageScope, { next: paginator.address(place.token), current: place.current });

  const draft = new RequestDraft();
  requester.fill(draft, pageScope);
  requester.authenticator?.authenticate(draft, pageScope);
  paginator.inject(draft, place.token, pageScope);
  if (place.cursor && place.interval && (place.isFirst || !retriever.intervalOnFirstPageOnly)) {
    place.cursor.inject(draft, place.interval, pageScope);
  }
  const response = await sendRequest(http, requester, url, draft);
  return {
    response,
    url: url.replace(/[?#].*$/s, ''),
    scope: pageScope,
    cleanToken: (next) => withoutCredentials(next, url, retriever, pageScope),
  };
}

/** A link that repeats the key we sent as a parameter would put it into the checkpoint. */
function withoutCredentials(token: Json, current: string, { requester, paginator }: Retriever, scope: Scope): Json {
  const address = paginator.address(token);
  if (address === null || requester.authenticator === null) return token;
  const added = new RequestDraft();
  requester.authenticator.authenticate(added, scope);
  const repeats = (link: URL) =>
    Object.entries(added.query).filter(([name, value]) => link.searchParams.get(name) === value);
  const link = URL.parse(address, current);
  if (link === null || repeats(link).length === 0) return token;
  const target = new URL(requester.url(scope, { next: address, current }));
  for (const [name] of repeats(target)) target.searchParams.delete(name);
  return target.href;
}

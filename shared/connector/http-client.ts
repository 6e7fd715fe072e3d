import type { Call } from '../api/call.ts';
import type { Json } from './json.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute. May carry a query of its own; `query` is added behind it. */
  readonly url: string;
  /** A list repeats the parameter. */
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most one body. */
  readonly json?: Json;
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
  /** Sent as it is; give its `content-type` in `headers`. */
  readonly text?: string;
  /**
   * Whether sending it twice does no harm, so that it may be repeated after a lost answer. Default: true except for
   * POST and PATCH. A POST that only searches should say true.
   */
  readonly idempotent?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body parsed. Throws SourceError `page_not_json` (with the start of the body) where it is something else. */
  json(): Json;
}

/** The only way out for a connector; see `createHttpClient` for what it adds to each request. */
export interface HttpClient {
  /**
   * Answers with a 2xx response. After its retries it throws SourceError `http_<status>`, `timeout`, `network`,
   * `rate_limited` (the source asks for a longer wait than is sensible), `body_too_large` or `unsafe_redirect`, and
   * OutOfTimeError where the next attempt would not fit into the time that is left.
   */
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** Receives every attempt of every request, redacted, in the order made. `page` is added by the pipeline. */
export type CallSink = (call: Omit<Call, 'page'>) => void;

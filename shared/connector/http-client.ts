import type { Call } from '../api/call.ts';
import type { Json } from './connector.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most one body. */
  readonly json?: Json;
  readonly form?: Readonly<Record<string, string>>;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body parsed. Throws SourceError `page_not_json` (with the start of the body) where it is something else. */
  json(): Json;
}

/** The only way out for a connector; see `createHttpClient` for what it adds to each request. */
export interface HttpClient {
  /** Answers with a 2xx response. Throws SourceError `http_<status>`, `timeout` or `network` after its retries. */
  request(request: HttpRequest): Promise<HttpResponse>;
}

/** Receives every attempt of every request, redacted, in the order made. `page` is added by the pipeline. */
export type CallSink = (call: Omit<Call, 'page'>) => void;

import type { Problem } from '../../shared/api/problem.ts';

/** What stands in a query string; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The same key is carried out once, however often a request with it arrives. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** The API's refusal, with its problem+json. `problem.detail` says what to do and is written for people. */
export class RefusedError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'RefusedError';
    this.problem = problem;
  }

  /** By the last part of the problem's type, as in `run-in-progress`. */
  is(name: string): boolean {
    return this.problem.type === `/problems/${name}`;
  }
}

/** No answer came: the network, a proxy on the way, or the API itself is down. */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('Syncline cannot be reached.', { cause });
    this.name = 'UnreachableError';
  }
}

let authorization: () => Promise<string | null> = async () => null;

/** What each request says of who asks; null where nothing need be said. */
export function authorizeBy(source: () => Promise<string | null>): void {
  authorization = source;
}

/**
 * One request to the API of where the console was loaded from. Throws RefusedError for an answer that is no success, and
 * UnreachableError where there is none.
 */
export async function request<Body>(path: string, ask: Ask = {}): Promise<Body> {
  const response = await answerOf(path, ask);
  const text = await response.text().catch((thrown: unknown) => {
    throw new UnreachableError(thrown);
  });
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Body;
  throw new RefusedError(problemOf(response, text));
}

async function answerOf(path: string, { method = 'GET', query = {}, body, idempotencyKey, signal }: Ask) {
  const headers = new Headers({ accept: 'application/json' });
  const credentials = await authorization();
  if (credentials !== null) headers.set('authorization', credentials);
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  try {
    return await fetch(addressOf(path, query), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new UnreachableError(thrown);
  }
}

function addressOf(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search}`;
}

/** Gateways and proxies refuse in their own words: an HTML page, or JSON without a type. */
function problemOf({ status, statusText }: Response, text: string): Problem {
  const said = jsonOf(text);
  if (typeof said?.['type'] === 'string' && typeof said['detail'] === 'string') return said as unknown as Problem;
  const message = typeof said?.['message'] === 'string' ? said['message'] : statusText;
  return {
    type: 'about:blank',
    title: `HTTP ${status}`,
    status,
    detail: message === '' ? `The answer was ${status}, without a reason.` : `${message} (HTTP ${status})`,
  };
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

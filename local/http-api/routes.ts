import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { RuntimeProblem } from '../problem.ts';
import type { Authorizer } from './authorizer.ts';

export interface Route {
  /** As the template has it: `ANY /v1/{proxy+}`, `GET /healthz`, `$default`. */
  readonly routeKey: string;
  readonly lambda: LambdaFunction;
  /** Null where everybody may come. */
  readonly authorizer: Authorizer | null;
  readonly timeoutSeconds: number;
}

export interface RouteMatch {
  readonly route: Route;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Candidate {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
  /** Higher wins. */
  readonly rank: readonly number[];
}

/** Picks routes as an HTTP API does: a full match, then the longest greedy one, then `$default`; a method before ANY. */
export class RouteTable {
  readonly #candidates: Candidate[];
  readonly #fallback: Route | null;

  constructor(routes: readonly Route[]) {
    this.#fallback = routes.find(({ routeKey }) => routeKey === '$default') ?? null;
    this.#candidates = routes
      .filter((route) => route !== this.#fallback)
      .map(candidate)
      .sort((left, right) => compareRanks(right.rank, left.rank));
  }

  /** `path` as it came, still encoded. */
  find(method: string, path: string): RouteMatch | null {
    const given = segmentsOf(path);
    for (const { route, method: wanted, segments } of this.#candidates) {
      if (wanted !== 'ANY' && wanted !== method) continue;
      const pathParameters = matchSegments(segments, given);
      if (pathParameters !== null) return { route, pathParameters };
    }
    return this.#fallback === null ? null : { route: this.#fallback, pathParameters: {} };
  }
}

function candidate(route: Route): Candidate {
  const match = /^([A-Z]+) (\/.*)$/.exec(route.routeKey);
  if (match === null)
    throw new RuntimeProblem(`The route key "${route.routeKey}" is neither METHOD /path nor $default`);
  const [, method = '', path = ''] = match;
  const segments = segmentsOf(path);
  const isGreedy = segments.at(-1)?.endsWith('+}') === true;
  const literals = segments.filter((segment) => !segment.startsWith('{')).length;
  return { route, method, segments, rank: [isGreedy ? 0 : 1, segments.length, literals, method === 'ANY' ? 0 : 1] };
}

function compareRanks(left: readonly number[], right: readonly number[]): number {
  for (const [index, rank] of left.entries()) {
    const difference = rank - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function matchSegments(pattern: readonly string[], given: readonly string[]): Record<string, string> | null {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    if (segment.endsWith('+}')) {
      const rest = given.slice(index);
      if (rest.length === 0 || rest[0] === '') return null;
      parameters[segment.slice(1, -2)] = decode(rest.join('/'));
      return parameters;
    }
    const value = given[index];
    if (value === undefined) return null;
    if (segment.startsWith('{') && value !== '') parameters[segment.slice(1, -1)] = decode(value);
    else if (segment !== value) return null;
  }
  return pattern.length === given.length ? parameters : null;
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/');
}

/** What is no valid encoding stays as it came. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

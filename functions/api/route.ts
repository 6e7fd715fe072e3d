import type * as z from 'zod';
import type { Role } from '../../shared/api/me.ts';
import type { ProblemName } from '../../shared/api/problem.ts';
import type { Caller } from './known-caller.ts';

export type Shape = Readonly<Record<string, z.ZodType>>;
type Parsed<S extends Shape> = { [Name in keyof S]: z.output<S[Name]> };

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Described {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `{name}` stands for one segment; `{proxy+}` at the end for the rest, slashes and all. */
  readonly path: string;
  /** What `{proxy+}` stands for, for the description; default `{stream}/{externalId}`. */
  readonly rest?: string;
  readonly summary: string;
  /** What the caller must be at least; default: viewer to GET, admin for everything else. */
  readonly role?: Role;
  /** Takes the header Idempotency-Key: the request may be sent again, and is carried out once. */
  readonly keyed?: boolean;
  /** What makes the request fail, beyond what every request can fail for. */
  readonly problems?: readonly ProblemName[];
}

/** An endpoint: what validates its requests also describes them in /openapi.json. */
export interface RouteDefinition<Params extends Shape, Query extends Shape, Body extends z.ZodType, Result>
  extends Described {
  readonly params?: Params;
  readonly query?: Query;
  /** Where the body is optional, the schema takes undefined. */
  readonly body?: Body;
  /** The successful answer. */
  readonly response: { readonly status: number; readonly schema?: z.ZodType<Result>; readonly description: string };
  readonly handle: (request: {
    readonly caller: Caller;
    readonly params: Parsed<Params>;
    readonly query: Parsed<Query>;
    readonly body: z.output<Body>;
    /** Null where none was sent, and on paths that take none. */
    readonly idempotencyKey: string | null;
  }) => Promise<Answer<Result>>;
}

/** A route whose types have done their work; `open` ones answer without a caller. */
export interface Route extends Described {
  readonly role: Role;
  readonly open: boolean;
  readonly params: Shape;
  readonly query: Shape;
  readonly body: z.ZodType | undefined;
  readonly response: { readonly status: number; readonly schema?: z.ZodType; readonly description: string };
  readonly handle: (request: {
    readonly caller: Caller;
    readonly params: Record<string, unknown>;
    readonly query: Record<string, unknown>;
    readonly body: unknown;
    readonly idempotencyKey: string | null;
  }) => Promise<Answer<unknown>>;
}

export function defineRoute<
  Result,
  Params extends Shape = Record<never, never>,
  Query extends Shape = Record<never, never>,
  Body extends z.ZodType = z.ZodUndefined,
>(route: RouteDefinition<Params, Query, Body, Result> & { readonly open?: boolean }): Route {
  const { params, query, body, open, ...rest } = route;
  const role = route.role ?? (route.method === 'GET' ? 'viewer' : 'admin');
  // The request has been parsed with these very schemas before it gets here; see answerRoute.
  const handle = route.handle as unknown as Route['handle'];
  return { ...rest, role, open: open ?? false, params: params ?? {}, query: query ?? {}, body, handle };
}

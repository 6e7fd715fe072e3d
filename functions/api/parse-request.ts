import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ProblemName } from '../../shared/api/problem.ts';
import { formatPointer } from '../../shared/connector/json-pointer.ts';
import { ApiProblem } from './problem.ts';
import type { Route, Shape } from './route.ts';

export interface ParsedRequest {
  readonly params: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly body: unknown;
  readonly idempotencyKey: string | null;
}

/** Visible ASCII, as headers are sent. */
const keyPattern = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

/** The request as the route's schemas give it. Throws the problem that says what does not fit. */
export function parseRequest(route: Route, event: APIGatewayProxyEventV2): ParsedRequest {
  return {
    params: parseParams(route.params, event),
    query: parseQuery(route.query, event.rawQueryString),
    body: parseBody(route.body, event.body === '' ? undefined : event.body),
    idempotencyKey: route.keyed ? parseKey(event.headers['idempotency-key']) : null,
  };
}

function parseKey(key: string | undefined): string | null {
  if (key === undefined) return null;
  if (keyPattern.test(key)) return key;
  throw new ApiProblem(
    'invalid-header',
    'The header Idempotency-Key must be 1 to 255 visible ASCII characters; a UUID is a good one.',
  );
}

function parseParams(shape: Shape, event: APIGatewayProxyEventV2): Record<string, unknown> {
  const given = Object.fromEntries(Object.keys(shape).map((name) => [name, event.pathParameters?.[name]]));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  throw problemOf('invalid-path', 'The path', parsed.error);
}

function parseQuery(shape: Shape, rawQuery: string | undefined): Record<string, unknown> {
  const given: Record<string, string> = {};
  const known = Object.keys(shape);
  for (const [name, value] of new URLSearchParams(rawQuery ?? '')) {
    if (!Object.hasOwn(shape, name)) throw unknownParameter(name, known);
    if (Object.hasOwn(given, name)) {
      throw new ApiProblem('invalid-parameter', `The parameter "${name}" is given more than once; give it once.`);
    }
    given[name] = value;
  }
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  throw problemOf('invalid-parameter', 'The query', parsed.error);
}

function unknownParameter(name: string, known: readonly string[]): ApiProblem {
  const remedy = known.length === 0 ? 'This path takes none; leave it out.' : `Known are: ${known.join(', ')}.`;
  return new ApiProblem('unknown-parameter', `There is no parameter "${name}". ${remedy}`, { known: [...known] });
}

function parseBody(schema: z.ZodType | undefined, body: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  if (body === undefined) throw new ApiProblem('invalid-body', 'This path needs a JSON body; see /openapi.json.');
  throw problemOf('invalid-body', 'The body', parsed.error);
}

function problemOf(problem: ProblemName, where: string, error: z.ZodError): ApiProblem {
  const problems = error.issues.map(({ path, message }) => ({ pointer: formatPointer(path), detail: message }));
  const list = problems.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer.slice(1)}: ${detail}`));
  return new ApiProblem(problem, `${where} does not fit. ${list.join('; ')}.`, { problems });
}

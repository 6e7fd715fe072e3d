import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type ProblemName, problemSchema, problemType, problemTypes } from '../../shared/api/problem.ts';
import type { Route } from './route.ts';

const always: readonly ProblemName[] = ['unknown-parameter', 'internal-error'];

/** OpenAPI 3.1 of the routes, from the schemas that validate them. */
export function describeApi(routes: readonly Route[]): Record<string, unknown> {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = route.path.replace('{proxy+}', route.rest ?? '{stream}/{externalId}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    ...createDocument({
      openapi: '3.1.0',
      info: { title: 'Syncline', version: 'v1', description: 'Integrations, their runs, and the log of every run.' },
      paths,
      components: {
        securitySchemes: {
          iam: {
            type: 'apiKey',
            name: 'Authorization',
            in: 'header',
            description: 'AWS Signature Version 4 for the service execute-api; such callers have the role "admin"',
          },
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The ID token of a person, at the address of the console',
          },
        },
      },
    }),
  };
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { status, schema, description } = route.response;
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.path.split('/')[2] ?? 'service'],
    ...(!route.open && { description: `Needs the role "${route.role}".`, 'x-role': route.role }),
    security: route.open ? [] : [{ iam: [] }, { token: [] }],
    requestParams: {
      path: z.object(pathParams(route)),
      query: z.object(route.query),
      ...(route.keyed && { header: keyHeader }),
    },
    ...(route.body && {
      requestBody: {
        required: !route.body.safeParse(undefined).success,
        content: { 'application/json': { schema: route.body } },
      },
    }),
    responses: {
      [`${status}` as '200']: {
        description,
        ...(schema && { content: { 'application/json': { schema } } }),
      },
      ...problemResponses(route),
    },
  };
}

const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('within 24 hours the same key with the same body is the same request: it is carried out once'),
});

/** `GET /v1/runs/{id}/steps` → `getRunsIdSteps`. */
const operationId = ({ method, path }: Route): string =>
  path
    .split(/[^a-z]+/i)
    .filter((word) => word !== '' && word !== 'v')
    .reduce((id, word) => id + word.charAt(0).toUpperCase() + word.slice(1), method.toLowerCase());

function pathParams({ params }: Route): z.ZodRawShape {
  const { proxy, ...named } = params;
  return proxy === undefined ? named : { ...named, stream: z.string(), externalId: z.string() };
}

const isList = ({ query }: Route): boolean => 'limit' in query;

/** One response for each status, naming the types of problem behind it. */
function problemResponses(route: Route): ZodOpenApiOperationObject['responses'] {
  const names: ProblemName[] = [
    ...always,
    ...(isList(route) ? (['answer-too-large'] as const) : []),
    ...(route.problems ?? []),
  ];
  if (!route.open) names.push('unauthenticated', 'forbidden');
  if (Object.keys(route.query).length > 0) names.push('invalid-parameter');
  if (route.keyed) names.push('invalid-header', 'idempotency-key-reused', 'request-in-progress');
  if (route.body) names.push('invalid-body', 'not-json', 'not-json-type');
  const byStatus = Map.groupBy(new Set(names), (name) => problemTypes[name][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((name) => `${problemTypes[name][1]} (\`${problemType(name)}\`)`).join('; '),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

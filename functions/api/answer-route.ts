import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Caller } from './known-caller.ts';
import { parseRequest } from './parse-request.ts';
import { ApiProblem } from './problem.ts';
import { requireRole } from './require-role.ts';
import type { Route } from './route.ts';

/** Lambda answers with at most 6 MB, in which the body is a JSON string: its quotes and line breaks count twice. */
const largestAnswerBytes = 6 * 1024 * 1024 - 64 * 1024;

const nobody: Caller = { org: '', user: '', role: 'viewer' };

/** The Lambda handler of one route: who asks, what for, and the answer. */
export function answerRoute(route: Route) {
  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const caller = route.open ? nobody : requireRole(event, route.role);
    const { status, body, headers } = await route.handle({ caller, ...parseRequest(route, event) });
    if (body === undefined) return { statusCode: status, headers: { ...headers } };
    const text = JSON.stringify(body);
    refuseTooLarge(text);
    return { statusCode: status, headers: { 'content-type': 'application/json', ...headers }, body: text };
  };
  if (route.body === undefined) return answer;
  const parser = jsonBodyParser();
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>()
    .before((request) => {
      // Who may not ask learns nothing about the body; and without a body, what to make of that is the schema's to say.
      if (!route.open) requireRole(request.event, route.role);
      const { body } = request.event;
      return body === undefined || body === '' ? undefined : parser.before?.(request);
    })
    .handler(answer);
}

function refuseTooLarge(text: string): void {
  // Escaping doubles a text at the worst, and a character takes three bytes: most answers need no look.
  if (text.length * 3 < largestAnswerBytes / 2) return;
  if (Buffer.byteLength(JSON.stringify(text)) <= largestAnswerBytes) return;
  throw new ApiProblem('answer-too-large', 'Ask for fewer items at once with `limit`, and follow `next`.');
}

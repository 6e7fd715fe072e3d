import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { callerOf } from './caller.ts';
import { parseRequest } from './parse-request.ts';
import type { Route } from './route.ts';

const nobody = { org: '', user: '' };

/** The Lambda handler of one route: who asks, what for, and the answer. */
export function answerRoute(route: Route) {
  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const caller = route.open ? nobody : callerOf(event);
    const { status, body, headers } = await route.handle({ caller, ...parseRequest(route, event) });
    if (body === undefined) return { statusCode: status, headers: { ...headers } };
    return {
      statusCode: status,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    };
  };
  if (route.body === undefined) return answer;
  const parser = jsonBodyParser();
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>()
    .before((request) => {
      // Who may not ask learns nothing about the body; and without a body, what to make of that is the schema's to say.
      if (!route.open) callerOf(request.event);
      const { body } = request.event;
      return body === undefined || body === '' ? undefined : parser.before?.(request);
    })
    .handler(answer);
}

import * as z from 'zod';
import type { HttpApiDraft } from '../http-api/http-api-draft.ts';
import { RuntimeProblem } from '../problem.ts';
import { physicalName } from '../template/physical-name.ts';
import type { World } from '../world.ts';
import { defineKind } from './resource-kind.ts';

/** The longest that an HTTP API waits for a function, in milliseconds. */
const longestTimeout = 30_000;

export const httpStage = defineKind(
  'AWS::ApiGatewayV2::Stage',
  z.object({ ApiId: z.string(), StageName: z.string() }),
  ({ properties, world }) => {
    findApi(properties.ApiId, world).stageName = properties.StageName;
    return { ref: properties.StageName };
  },
);

export const httpIntegration = defineKind(
  'AWS::ApiGatewayV2::Integration',
  z.object({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY', 'the embedded runtime has functions behind an API only'),
    PayloadFormatVersion: z.literal('2.0', 'the embedded runtime knows payload format 2.0 only'),
    IntegrationUri: z.string(),
    TimeoutInMillis: z.number().max(longestTimeout).default(longestTimeout),
  }),
  ({ logicalId, properties, world }) => {
    const { ApiId, IntegrationUri, TimeoutInMillis } = properties;
    // Some templates wrap the function's ARN into the path of an invocation.
    const functionArn = /\/functions\/(.+)\/invocations$/.exec(IntegrationUri)?.[1] ?? IntegrationUri;
    const lambda = world.functions.get(functionArn, logicalId);
    const ref = physicalName(world.assembly.stackName, logicalId, 128);
    findApi(ApiId, world).integrations.set(ref, { lambda, timeoutSeconds: TimeoutInMillis / 1000 });
    return { ref };
  },
);

export const httpRoute = defineKind(
  'AWS::ApiGatewayV2::Route',
  z.object({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string().startsWith('integrations/'),
    AuthorizationType: z.enum(['NONE', 'AWS_IAM']).default('NONE'),
  }),
  ({ logicalId, properties, world }) => {
    const api = findApi(properties.ApiId, world);
    const integration = api.integrations.get(properties.Target.slice('integrations/'.length));
    if (integration === undefined) throw new RuntimeProblem(`there is no ${properties.Target}`);
    api.routes.push({
      ...integration,
      routeKey: properties.RouteKey,
      needsIam: properties.AuthorizationType === 'AWS_IAM',
    });
    return { ref: physicalName(world.assembly.stackName, logicalId, 128) };
  },
);

function findApi(apiId: string, world: World): HttpApiDraft {
  const api = world.apis.get(apiId);
  if (api === undefined) throw new RuntimeProblem(`there is no HTTP API ${apiId}`);
  return api;
}

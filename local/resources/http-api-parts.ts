import * as z from 'zod';
import { type Authorizer, localIam } from '../http-api/authorizer.ts';
import type { HttpApiDraft } from '../http-api/http-api-draft.ts';
import { jwtAuthorizer } from '../http-api/jwt-authorizer.ts';
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

export const httpAuthorizer = defineKind(
  'AWS::ApiGatewayV2::Authorizer',
  z.object({
    ApiId: z.string(),
    AuthorizerType: z.literal('JWT', 'the embedded runtime has JWT authorizers only'),
    IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
    JwtConfiguration: z.object({ Issuer: z.string(), Audience: z.array(z.string()) }),
  }),
  ({ logicalId, properties: { ApiId, JwtConfiguration }, world }) => {
    const ref = physicalName(world.assembly.stackName, logicalId, 128);
    const settings = { issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience };
    findApi(ApiId, world).authorizers.set(ref, jwtAuthorizer(settings, world.log));
    return { ref };
  },
);

export const httpRoute = defineKind(
  'AWS::ApiGatewayV2::Route',
  z.object({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string().startsWith('integrations/'),
    AuthorizationType: z.enum(['NONE', 'AWS_IAM', 'JWT']).default('NONE'),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: z.array(z.string()).max(0, 'the embedded runtime looks at no scopes').optional(),
  }),
  ({ logicalId, properties, world }) => {
    const api = findApi(properties.ApiId, world);
    const integration = api.integrations.get(properties.Target.slice('integrations/'.length));
    if (integration === undefined) throw new RuntimeProblem(`there is no ${properties.Target}`);
    api.routes.push({
      ...integration,
      routeKey: properties.RouteKey,
      authorizer: authorizerOf(properties, api),
    });
    return { ref: physicalName(world.assembly.stackName, logicalId, 128) };
  },
);

function authorizerOf(
  { AuthorizationType, AuthorizerId }: { AuthorizationType: string; AuthorizerId?: string | undefined },
  api: HttpApiDraft,
): Authorizer | null {
  if (AuthorizationType === 'NONE') return null;
  if (AuthorizationType === 'AWS_IAM') return localIam;
  const authorizer = api.authorizers.get(AuthorizerId ?? '');
  if (authorizer === undefined) throw new RuntimeProblem(`there is no authorizer ${AuthorizerId}`);
  return authorizer;
}

function findApi(apiId: string, world: World): HttpApiDraft {
  const api = world.apis.get(apiId);
  if (api === undefined) throw new RuntimeProblem(`there is no HTTP API ${apiId}`);
  return api;
}

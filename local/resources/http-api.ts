import * as z from 'zod';
import { corsSchema } from '../http-api/cors.ts';
import { RuntimeProblem } from '../problem.ts';
import { stableUuid } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

/** The HTTP API. It listens last, on the port that the start was given; there can be one only. */
export const httpApi = defineKind(
  'AWS::ApiGatewayV2::Api',
  z.object({
    ProtocolType: z.literal('HTTP', 'the embedded runtime has HTTP APIs only'),
    CorsConfiguration: corsSchema.optional(),
  }),
  ({ logicalId, properties, world }) => {
    if (world.apis.size > 0) throw new RuntimeProblem('the embedded runtime serves one HTTP API only');
    const apiId = stableUuid(`${world.assembly.stackName}/${logicalId}`).slice(0, 8);
    const cors = properties.CorsConfiguration ?? null;
    world.apis.set(apiId, {
      apiId,
      cors,
      stageName: '$default',
      integrations: new Map(),
      authorizers: new Map(),
      routes: [],
    });
    return { ref: apiId, attributes: { ApiEndpoint: world.apiUrl, ApiId: apiId } };
  },
);

import * as z from 'zod';
import { globalArn } from '../account.ts';
import { BucketOrigin } from '../distribution/bucket-origin.ts';
import { type Behavior, Distribution, type Origin } from '../distribution/distribution.ts';
import { viewerFunction } from '../distribution/viewer-function.ts';
import { RuntimeProblem } from '../problem.ts';
import { physicalName } from '../template/physical-name.ts';
import type { World } from '../world.ts';
import { defineKind } from './resource-kind.ts';
import { responseHeadersPolicy } from './response-headers-policy.ts';

export const cloudFrontFunction = defineKind(
  'AWS::CloudFront::Function',
  z.object({ FunctionCode: z.string() }),
  ({ logicalId, properties, world }) => {
    const functionArn = globalArn('cloudfront', `function/${physicalName(world.assembly.stackName, logicalId, 64)}`);
    world.edge.functions.set(functionArn, viewerFunction(properties.FunctionCode));
    return { ref: functionArn, attributes: { FunctionARN: functionArn } };
  },
);

const behaviorSchema = z.object({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  Compress: z.boolean().default(false),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z
    .array(
      z.object({
        EventType: z.literal('viewer-request', 'the embedded runtime has functions on viewer requests only'),
        FunctionARN: z.string(),
      }),
    )
    .max(1)
    .default([]),
});

const originSchema = z.object({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(''),
});

/** Serves what the HTTP API has no route for, on the API's own port; there can be one only. */
export const distribution = defineKind(
  'AWS::CloudFront::Distribution',
  z.object({
    DistributionConfig: z.object({
      DefaultCacheBehavior: behaviorSchema,
      CacheBehaviors: z.array(behaviorSchema).default([]),
      Origins: z.array(originSchema),
      CustomErrorResponses: z
        .array(z.unknown())
        .max(0, 'the embedded runtime answers with errors as they are')
        .optional(),
    }),
  }),
  ({ logicalId, properties, world }) => {
    if (world.edge.distribution !== null) throw new RuntimeProblem('the embedded runtime serves one distribution only');
    const { Origins, CacheBehaviors, DefaultCacheBehavior } = properties.DistributionConfig;
    const buckets: BucketOrigin[] = [];
    const origins = new Map(Origins.map((origin) => [origin.Id, originOf(origin, world, buckets)]));
    const behaviors = [...CacheBehaviors, DefaultCacheBehavior].map((one) => behaviorOf(one, origins, world));
    world.edge.distribution = new Distribution(behaviors);
    // An address of AWS's form, in the place of which outputs name this machine's.
    const ref = physicalName(world.assembly.stackName, logicalId, 63).toLowerCase();
    world.edge.domainName = `${ref}.cloudfront.net`;
    return {
      ref,
      attributes: { DomainName: world.edge.domainName, Id: ref },
      activate: () => () => {
        for (const bucket of buckets) bucket.close();
      },
    };
  },
);

function originOf(
  { DomainName, OriginPath }: z.infer<typeof originSchema>,
  world: World,
  buckets: BucketOrigin[],
): Origin {
  const bucket = /^(.+)\.s3\.[^/]*amazonaws\.com$/.exec(DomainName)?.[1];
  if (bucket !== undefined) {
    const origin = new BucketOrigin(world.endpoints.s3, bucket);
    buckets.push(origin);
    return { kind: 'bucket', bucket: origin };
  }
  const apiId = /^([^.]+)\.execute-api\./.exec(DomainName)?.[1];
  if (apiId !== undefined && world.apis.has(apiId)) return { kind: 'api', path: OriginPath };
  throw new RuntimeProblem(`the origin ${DomainName} is neither a bucket nor the HTTP API of this stack`);
}

function behaviorOf(
  {
    PathPattern,
    TargetOriginId,
    Compress,
    ResponseHeadersPolicyId,
    FunctionAssociations,
  }: z.infer<typeof behaviorSchema>,
  origins: ReadonlyMap<string, Origin>,
  { edge }: World,
): Behavior {
  const [association] = FunctionAssociations;
  return {
    pathPattern: PathPattern,
    origin: known(origins, TargetOriginId, 'origin'),
    isCompressing: Compress,
    viewerFunction: association === undefined ? null : known(edge.functions, association.FunctionARN, 'function'),
    headers:
      ResponseHeadersPolicyId === undefined ? {} : known(edge.headers, ResponseHeadersPolicyId, 'headers policy'),
  };
}

function known<Value>(map: ReadonlyMap<string, Value>, id: string, what: string): Value {
  const value = map.get(id);
  if (value === undefined) throw new RuntimeProblem(`there is no ${what} ${id}`);
  return value;
}

export const cloudFrontKinds = [cloudFrontFunction, responseHeadersPolicy, distribution];

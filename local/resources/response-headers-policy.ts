import * as z from 'zod';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

const securityHeadersSchema = z.object({
  ContentSecurityPolicy: z.object({ ContentSecurityPolicy: z.string() }).optional(),
  ContentTypeOptions: z.object({}).optional(),
  FrameOptions: z.object({ FrameOption: z.string() }).optional(),
  ReferrerPolicy: z.object({ ReferrerPolicy: z.string() }).optional(),
  StrictTransportSecurity: z
    .object({ AccessControlMaxAgeSec: z.number(), IncludeSubdomains: z.boolean().default(false) })
    .optional(),
});

const notHere = z.undefined('the embedded runtime sends security headers only').optional();

/** The security headers that a distribution adds to its answers. */
export const responseHeadersPolicy = defineKind(
  'AWS::CloudFront::ResponseHeadersPolicy',
  z.object({
    ResponseHeadersPolicyConfig: z.object({
      SecurityHeadersConfig: securityHeadersSchema.default({}),
      CorsConfig: notHere,
      CustomHeadersConfig: notHere,
      RemoveHeadersConfig: notHere,
    }),
  }),
  ({ logicalId, properties, world }) => {
    const ref = physicalName(world.assembly.stackName, logicalId, 128);
    world.edge.headers.set(ref, headersOf(properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig));
    return { ref };
  },
);

function headersOf(config: z.infer<typeof securityHeadersSchema>): Record<string, string> {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy, StrictTransportSecurity } = config;
  const { AccessControlMaxAgeSec: seconds, IncludeSubdomains = false } = StrictTransportSecurity ?? {};
  return {
    ...(ContentSecurityPolicy && { 'content-security-policy': ContentSecurityPolicy.ContentSecurityPolicy }),
    ...(ContentTypeOptions && { 'x-content-type-options': 'nosniff' }),
    ...(FrameOptions && { 'x-frame-options': FrameOptions.FrameOption }),
    ...(ReferrerPolicy && { 'referrer-policy': ReferrerPolicy.ReferrerPolicy }),
    // Browsers heed it only where they came by TLS, so on loopback it says nothing.
    ...(seconds !== undefined && {
      'strict-transport-security': `max-age=${seconds}${IncludeSubdomains ? '; includeSubDomains' : ''}`,
    }),
  };
}

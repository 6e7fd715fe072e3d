import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SynclineStack } from '../../infra/syncline-stack.ts';
import { createApp } from '../../infra/synthesize.ts';
import { viewerFunction } from '../../local/distribution/viewer-function.ts';
import { temporaryDirectory } from './synthesized.ts';

function synthesizedWith(context: Readonly<Record<string, string>>): Template {
  const app = createApp(temporaryDirectory(), { validate: false, bundle: false });
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  return Template.fromStack(new SynclineStack(app, 'Syncline'));
}

interface Behavior {
  readonly PathPattern?: string;
  readonly ViewerProtocolPolicy: string;
  readonly ResponseHeadersPolicyId: { readonly Ref: string };
  readonly FunctionAssociations?: readonly unknown[];
}

function distributionOf(template: Template) {
  const [{ Properties } = { Properties: {} }] = Object.values(
    template.findResources('AWS::CloudFront::Distribution'),
  ) as { Properties: { DistributionConfig?: Record<string, unknown> } }[];
  const config = Properties.DistributionConfig ?? {};
  const { CacheBehaviors, DefaultCacheBehavior } = config as {
    CacheBehaviors: readonly Behavior[];
    DefaultCacheBehavior: Behavior;
  };
  return { config, behaviors: [...CacheBehaviors, DefaultCacheBehavior] };
}

function policyOf(template: Template, pathPattern: string | undefined): string {
  const behavior = distributionOf(template).behaviors.find(({ PathPattern }) => PathPattern === pathPattern);
  const policies = template.findResources('AWS::CloudFront::ResponseHeadersPolicy');
  return JSON.stringify(policies[behavior?.ResponseHeadersPolicyId.Ref ?? '']);
}

describe('the distribution', () => {
  const template = synthesizedWith({});

  it('lets nothing be fetched without TLS, by HTTP/2 and HTTP/3', () => {
    const { config, behaviors } = distributionOf(template);
    expect(config).toMatchObject({ HttpVersion: 'http2and3', DefaultRootObject: 'index.html' });
    for (const { ViewerProtocolPolicy } of behaviors) {
      expect(ViewerProtocolPolicy).toMatch(/^(redirect-to-https|https-only)$/);
    }
  });

  it('leaves the answers of the API as they are: no error page, no function on its paths', () => {
    const { config, behaviors } = distributionOf(template);
    expect(config['CustomErrorResponses']).toBeUndefined();
    const withFunction = behaviors.filter(({ FunctionAssociations }) => FunctionAssociations !== undefined);
    expect(withFunction.map(({ PathPattern }) => PathPattern)).toEqual(['/embed/*', undefined]);
  });

  it('alone may read the bucket', () => {
    const policies = Object.entries(template.findResources('AWS::S3::BucketPolicy')).filter(([id]) =>
      id.startsWith('Console'),
    );
    const [statements] = policies.map(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const allowed = statements.filter(({ Effect }: { Effect: string }) => Effect === 'Allow');
    expect(allowed.flatMap(({ Action }: { Action: string[] }) => Action)).toEqual(['s3:GetObject', 's3:ListBucket']);
    for (const statement of allowed) {
      expect(statement.Principal).toEqual({ Service: 'cloudfront.amazonaws.com' });
      expect(JSON.stringify(statement.Condition)).toContain('AWS:SourceArn');
    }
  });

  it('takes a domain of its own only with a certificate that CloudFront can use', () => {
    const consoleDomain = 'syncline.example.com';
    expect(() => synthesizedWith({ consoleDomain })).toThrow('consoleCertificateArn');
    const consoleCertificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/some-id';
    expect(distributionOf(synthesizedWith({ consoleDomain, consoleCertificateArn })).config).toMatchObject({
      Aliases: [consoleDomain],
      ViewerCertificate: { AcmCertificateArn: consoleCertificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
  });
});

describe('frames', () => {
  it('hold it only on its own pages, until another product is named, and then /embed only', () => {
    const alone = synthesizedWith({});
    for (const path of [undefined, '/embed/*', '/assets/*']) {
      expect(policyOf(alone, path)).toContain("frame-ancestors 'self'\"");
    }
    const embedded = synthesizedWith({ embeddedBy: 'https://a.example  https://b.example' });
    expect(policyOf(embedded, '/embed/*')).toContain("frame-ancestors 'self' https://a.example https://b.example");
    expect(policyOf(embedded, undefined)).toContain("frame-ancestors 'self'\"");
  });

  it.each(['a.example', "'unsafe-inline'", 'https://a.example/path', 'https://a.example;script-src'])(
    'are not opened to "%s"',
    (embeddedBy) => {
      expect(() => synthesizedWith({ embeddedBy })).toThrow('embeddedBy');
    },
  );
});

describe('an address within the console', () => {
  const [{ Properties } = { Properties: {} }] = Object.values(
    synthesizedWith({}).findResources('AWS::CloudFront::Function'),
  );
  const pageOf = viewerFunction(Properties.FunctionCode);

  it.each(['/', '/runs', '/runs/abc', '/records/crm/contacts/ada.l@x.org', '/a/b.js', '/.', '/dots./more'])(
    '%s is the page',
    (path) => expect(pageOf(path)).toBe('/index.html'),
  );

  it.each(['/index.html', '/config.json', '/icon.svg'])('%s is itself', (path) => expect(pageOf(path)).toBe(path));
});

describe('the sign-in', () => {
  const own = { oidcIssuer: 'https://login.example.com/realms/ops', oidcClientId: 'syncline' };

  it('is a user pool into which nobody comes without an invitation and a second factor', () => {
    const template = synthesizedWith({});
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    const groups = Object.values(template.findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties.GroupName).toSorted()).toEqual(['admin', 'operator', 'viewer']);
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
      PreventUserExistenceErrors: 'ENABLED',
    });
  });

  it('is the issuer of the context instead, which the policy lets the console ask', () => {
    const template = synthesizedWith({ ...own, oidcOrigins: 'https://tokens.example.com', oidcRolesClaim: 'roles' });
    expect(template.findResources('AWS::Cognito::UserPool')).toEqual({});
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: own.oidcIssuer, Audience: ['syncline'] },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { SIGN_IN_ISSUER: own.oidcIssuer, SIGN_IN_CLIENT_ID: 'syncline' } },
    });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { ROLES_CLAIM: 'roles' } } });
    expect(policyOf(template, undefined)).toContain(
      "connect-src 'self' https://login.example.com https://tokens.example.com;",
    );
  });

  it.each([
    [{ oidcIssuer: own.oidcIssuer }, 'together'],
    [{ oidcClientId: 'syncline' }, 'together'],
    [{ ...own, oidcIssuer: 'login.example.com' }, 'oidcIssuer'],
    [{ ...own, oidcIssuer: 'http://login.example.com' }, 'oidcIssuer'],
    [{ ...own, oidcOrigins: '*' }, 'oidcOrigins'],
  ])('is refused where it cannot work: %o', (context, message) => {
    expect(() => synthesizedWith(context)).toThrow(message);
  });
});

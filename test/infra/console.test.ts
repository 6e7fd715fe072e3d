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

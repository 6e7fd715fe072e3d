import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  Function as ViewerFunction,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Api } from '../api/api.ts';
import { contextOf, originsIn } from '../house/context-of.ts';
import type { SignIn } from '../sign-in/sign-in.ts';
import type { Workflow } from '../workflow/workflow.ts';
import { ConsoleFiles } from './console-files.ts';
import { executionUrl } from './execution-url.ts';
import { securityPolicy } from './security-policy.ts';

export interface ConsoleProps {
  readonly api: Api;
  readonly workflow: Workflow;
  readonly signIn: SignIn;
}

/** CDK context: the console's own domain, and the certificate for it, which must be in us-east-1. */
const domainContext = 'consoleDomain';
const certificateContext = 'consoleCertificateArn';
/** CDK context: origins, parted by spaces, whose pages may show `/embed/…` in a frame. */
const embeddedByContext = 'embeddedBy';

/** The web console: its files, and the distribution that serves them beside the API, under one origin. */
export class Console extends Construct {
  /** Without a slash at its end. */
  readonly url: string;
  private readonly api: Api;
  private readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { api, workflow, signIn }: ConsoleProps) {
    super(scope, id);
    this.api = api;
    this.signIn = signIn;
    const files = new ConsoleFiles(this, 'Files');
    // The cast: with exact optional properties CDK's own class does not fit its own interface.
    // LIST makes S3 say "not found" of what is not there; who asks for the list itself is given the page.
    const origin = S3BucketOrigin.withOriginAccessControl(files.bucket.bucket as IBucket, {
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
    });
    const headers = this.headersFor('Headers', []);
    const assets = fileBehavior(origin, headers);
    const pages = { ...assets, functionAssociations: [this.pageOfPath()] };
    const embeddedBy = originsIn(this, embeddedByContext);

    const domain = contextOf(this, domainContext);
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'The console of Syncline',
      defaultBehavior: pages,
      additionalBehaviors: {
        ...this.apiBehaviors(headers),
        '/assets/*': assets,
        '/embed/*': { ...pages, responseHeadersPolicy: this.headersFor('EmbeddedHeaders', embeddedBy) },
      },
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      ...(domain !== '' && {
        domainNames: [domain],
        certificate: this.certificateFor(domain),
        minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      }),
    });
    acknowledge(distribution, domain === '');
    this.url = `https://${domain === '' ? distribution.domainName : domain}`;

    const { url: signInIssuer, scopes: signInScopes } = signIn.issuer;
    const signInClientId = signIn.issuer.clientFor(this.url);
    api.letInFromConsole({ ...signIn, clientId: signInClientId });
    files.publishWith({ executionUrl: executionUrl(workflow), signInIssuer, signInClientId, signInScopes });
  }

  private apiBehaviors(headers: ResponseHeadersPolicy): Record<string, BehaviorOptions> {
    const open: BehaviorOptions = {
      origin: new HttpOrigin(this.api.domainName),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers,
    };
    const forPeople: BehaviorOptions = {
      ...open,
      origin: new HttpOrigin(this.api.domainName, { originPath: this.api.consolePath }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
    };
    return { '/v1/*': forPeople, '/healthz': open, '/openapi.json': open };
  }

  private pageOfPath() {
    const fn = new ViewerFunction(this, 'PageOfPath', {
      comment: 'Every address within the console is the same page',
      code: FunctionCode.fromFile({ filePath: `${import.meta.dirname}/page-of-path.js` }),
      runtime: FunctionRuntime.JS_2_0,
    });
    return { function: fn, eventType: FunctionEventType.VIEWER_REQUEST };
  }

  private headersFor(id: string, framedBy: readonly string[]): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, id, {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: securityPolicy({ connectTo: this.signIn.issuer.origins, framedBy }),
          override: true,
        },
        contentTypeOptions: { override: true },
        // An address within the console names integrations and records: that is nobody else's business.
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), override: true },
      },
    });
  }

  private certificateFor(domain: string) {
    const arn = contextOf(this, certificateContext);
    if (arn.startsWith('arn:') && arn.includes(':acm:us-east-1:')) {
      return Certificate.fromCertificateArn(this, 'Certificate', arn);
    }
    throw new Error(
      `The context ${domainContext} is "${domain}": give its certificate too, as ${certificateContext}, the ARN of one ` +
        'of Certificate Manager in us-east-1, where CloudFront takes them from.',
    );
  }
}

function fileBehavior(origin: BehaviorOptions['origin'], responseHeadersPolicy: ResponseHeadersPolicy) {
  return {
    origin,
    responseHeadersPolicy,
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    // As long as the files' own headers say, which is a year for assets; of the page a copy of at most one second.
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
  };
}

function acknowledge(distribution: Distribution, isWithoutDomain: boolean): void {
  const reasons: Readonly<Record<string, string>> = {
    CFR1: 'Who may use it is decided at the sign-in, not by country.',
    CFR2: 'A firewall costs more than all the rest: the files are static, and the API has its own limit of requests.',
    CFR3: 'The files are the same for everybody; the access log of the API says who asked for what.',
    ...(isWithoutDomain && {
      CFR4: "CloudFront's own certificate leaves no choice; with a domain of one's own TLS 1.2 is the least.",
    }),
  };
  const validations = Validations.of(distribution);
  for (const [rule, reason] of Object.entries(reasons)) {
    validations.acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
  }
  validations.acknowledge({
    id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
    reason: 'It has a default root object, and the function in front makes a file of every address.',
  });
}

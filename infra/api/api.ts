import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Alerts } from '../alerts/alerts.ts';
import type { Exports } from '../exports/exports.ts';
import { AppFunction } from '../house/app-function.ts';
import type { Schedules } from '../schedules/schedules.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface ApiProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly workflow: Workflow;
  readonly exports: Exports;
  readonly schedules: Schedules;
  readonly alerts: Alerts;
}

/** Who vouches for people in the console, and how the console is called there. */
export interface ConsoleCallers {
  readonly issuer: { readonly url: string };
  readonly clientId: string;
  /** The claim that lists a person's roles. */
  readonly rolesClaim: string;
}

/**
 * Not ANY, which would catch OPTIONS too: a browser's preflight carries no signature, so IAM would refuse it before API
 * Gateway's own CORS answer gets its turn.
 */
const methods = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PATCH, HttpMethod.DELETE];

/**
 * The HTTP API: one function, behind `/v1` for programs, whose requests are signed with IAM credentials, and behind
 * `/console/v1` for people, whose requests carry a token and come by way of the console's distribution.
 */
export class Api extends Construct {
  /** Base URL without `/v1` and without a slash at its end. */
  readonly url: string;
  /** The same without `https://`. */
  readonly domainName: string;
  /** What a path of the API is to begin with for who comes with a token. */
  readonly consolePath = '/console';
  private readonly httpApi: HttpApi;
  private readonly api: AppFunction;
  private readonly integration: HttpLambdaIntegration;

  constructor(scope: Construct, id: string, { storage, secrets, workflow, exports, schedules, alerts }: ApiProps) {
    super(scope, id);

    const api = new AppFunction(this, 'Api', {
      entry: 'functions/api/api.ts',
      description: 'Answers the HTTP API',
      // API Gateway hangs up after 30 s; a second earlier the function still fails under its own name.
      timeout: Duration.seconds(29),
      // CPU comes with memory: loading the bundle takes 60 ms of a full core (measured), so about 0.2 s of this third.
      memorySize: 512,
    });
    storage.registry.readAndWrittenBy(api);
    storage.trail.readAndWrittenBy(api);
    // Blocks of the trail that are too large for an item.
    storage.payloads.readBy(api);
    // Exports of small runs. Their addresses, like those of files of the archive, let others read what the API may read.
    storage.payloads.filledBy(api);
    storage.archive.readBy(api);
    storage.records.readBy(api);
    exports.queue.filledBy(api);
    secrets.encryptedBy(api);
    secrets.decryptedBy(api);
    workflow.syncRun.startedBy(api);
    // Runs that were cancelled while they wait for a runner.
    workflow.letCompleteWaits(this, api);
    schedules.managedBy(api);
    // Tests of what alerts go out by.
    alerts.toldBy(api);

    this.httpApi = new HttpApi(this, 'HttpApi', {
      description: 'Syncline',
      createDefaultStage: false,
      corsPreflight: {
        // Any page may ask: a request is signed with a key that its page must hold, no browser adds it by itself.
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PATCH, CorsHttpMethod.DELETE],
        allowHeaders: [
          'authorization',
          'content-type',
          'idempotency-key',
          'x-amz-content-sha256',
          'x-amz-date',
          'x-amz-security-token',
        ],
        exposeHeaders: ['location'],
        // The longest that any browser heeds is a day.
        maxAge: Duration.days(1),
      },
    });
    this.api = api;
    this.integration = new HttpLambdaIntegration('Integration', api.lambda);
    this.addRoutes();
    this.addStage();
    this.url = this.httpApi.apiEndpoint;
    const { region, urlSuffix } = Stack.of(this);
    this.domainName = `${this.httpApi.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  private addRoutes(): void {
    const { integration } = this;
    this.httpApi.addRoutes({
      path: '/v1/{proxy+}',
      methods,
      integration,
      authorizer: new HttpIamAuthorizer(),
    });
    for (const path of ['/healthz', '/openapi.json']) {
      for (const route of this.httpApi.addRoutes({ path, methods: [HttpMethod.GET], integration })) {
        Validations.of(route).acknowledge({
          id: 'AwsSolutions::AwsSolutions-APIG4',
          reason: 'Open on purpose: says that the API is up and what it offers, and nothing about anybody.',
        });
      }
    }
  }

  /** Lets people in, with tokens that API Gateway checks. */
  letInFromConsole({ issuer, clientId, rolesClaim }: ConsoleCallers): void {
    this.api.knows('rolesClaim', rolesClaim);
    this.httpApi.addRoutes({
      path: `${this.consolePath}/v1/{proxy+}`,
      methods,
      integration: this.integration,
      authorizer: new HttpJwtAuthorizer('People', issuer.url, { jwtAudience: [clientId] }),
    });
  }

  /**
   * A path whose function finds out by itself who calls, and says why IAM cannot. Of two routes API Gateway takes the
   * more specific one, so it wins over `/v1/{proxy+}`.
   */
  addOpenRoute(path: string, method: HttpMethod, fn: AppFunction, reason: string): void {
    const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn.lambda);
    for (const route of this.httpApi.addRoutes({ path, methods: [method], integration })) {
      Validations.of(route).acknowledge({ id: 'AwsSolutions::AwsSolutions-APIG4', reason });
    }
  }

  private addStage(): void {
    new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      autoDeploy: true,
      // A tenth of what Lambda scales to in ten seconds: one caller in a loop cannot take the workers' share.
      throttle: { rateLimit: 100, burstLimit: 200 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLogs', {
            retention: RetentionDays.ONE_MONTH,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
      },
    });
  }
}

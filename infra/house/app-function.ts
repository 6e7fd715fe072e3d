import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type EnvironmentName, environmentNames } from '../../shared/env/names.ts';
import { bundleOf } from './function-bundles.ts';

/** What distinguishes one of our functions from another. */
export interface AppFunctionProps {
  /** Path from the project's root, such as `functions/api/api.ts`; the file exports `handler`. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  /** Memory in MB. CPU grows with it: 1769 MB is one full core. */
  readonly memorySize: number;
}

/**
 * One Lambda function the way all of ours are: arm64 (a fifth cheaper than x86), bundled and minified, its own log group
 * and its own role, which may write to that log group and to nothing else until a resource is handed to the function.
 *
 * Not traced: without an instrumented SDK a function's X-Ray segment says no more than its duration, which the state
 * machine's trace and Lambda's metrics already hold, and the trail logs every call that matters.
 */
export class AppFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: AppFunctionProps) {
    super(scope, id);

    const logGroup = new LogGroup(this, 'Logs', {
      // As long as the logs of runs are kept: what a run's log leaves open is found here.
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);

    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Stack.of(this).bundlingRequired ? Code.fromAsset(bundleOf(this, props.entry)) : Code.fromInline('//'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { NODE_OPTIONS: '--enable-source-maps' },
    });
  }

  /** Tells the function where a resource is. */
  knows(name: EnvironmentName, value: string): void {
    this.lambda.addEnvironment(environmentNames[name], value);
  }

  /**
   * Adds actions on all that matches a wildcard, with the reason why it cannot be narrower. `finding` is the resource as
   * cdk-nag spells it, which a test checks every policy with.
   */
  mayWithin(actions: readonly string[], resource: string, finding: string, reason: string): void {
    this.may(actions, [resource]);
    Validations.of(this.role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${finding}]`, reason });
  }

  /** Adds exactly these actions on exactly these resources to the function's role. */
  may(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}

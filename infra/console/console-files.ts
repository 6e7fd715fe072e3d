import { join } from 'node:path';
import { CfnCustomResource, Duration, FileSystem, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppBucket } from '../house/app-bucket.ts';
import { AppFunction } from '../house/app-function.ts';
import { bundleOf } from '../house/function-bundles.ts';
import type { Workflow } from '../workflow/workflow.ts';
import { buildConsole } from './build-console.ts';

const entry = 'functions/console/publish-console.ts';

/**
 * The console's files: their bucket, and the function that brings them there on each deployment that changes them. The
 * built files travel within that function's code.
 */
export class ConsoleFiles extends Construct {
  readonly bucket: AppBucket;

  constructor(scope: Construct, id: string, { workflow }: { readonly workflow: Workflow }) {
    super(scope, id);
    this.bucket = new AppBucket(this, 'Files', {
      environmentName: 'consoleBucket',
      lifecycleRules: [],
      whyAllKeys: 'All of the bucket is the console.',
      whyNotLogged: 'The bucket holds what is public anyhow, and only CloudFront reads it.',
    });

    const files = this.builtFiles();
    const publish = new AppFunction(this, 'Publish', {
      entry,
      description: 'Brings the files of the console into their bucket',
      // Some sixty small files, eight at a time, take seconds.
      timeout: Duration.minutes(2),
      memorySize: 512,
    });
    this.bucket.filledBy(publish);
    const settings = { executionUrl: executionUrl(this, workflow) };
    publish.knows('executionUrl', settings.executionUrl);
    const published = new CfnCustomResource(this, 'Published', {
      serviceToken: publish.lambda.functionArn,
      serviceTimeout: Duration.minutes(5).toSeconds(),
    });
    // CloudFormation calls the function again when one of these changes.
    for (const [name, value] of Object.entries({ files, ...settings })) published.addPropertyOverride(name, value);
  }

  /** Builds the files into the function's bundle; answers with what changes when they do. */
  private builtFiles(): string {
    if (!Stack.of(this).bundlingRequired) return 'none';
    const site = join(bundleOf(this, entry), 'site');
    buildConsole(site);
    return FileSystem.fingerprint(site);
  }
}

/** Where Step Functions' own console shows the execution of a run; executions are named after their runs. */
function executionUrl(scope: Construct, { syncRun }: Workflow): string {
  const { region, account, partition } = Stack.of(scope);
  const execution = `arn:${partition}:states:${region}:${account}:execution:${syncRun.machine.stateMachineName}:{runId}`;
  return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${execution}`;
}

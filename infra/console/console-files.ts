import { join } from 'node:path';
import { CfnCustomResource, Duration, FileSystem, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../shared/env/names.ts';
import { AppBucket } from '../house/app-bucket.ts';
import { AppFunction } from '../house/app-function.ts';
import { bundleOf } from '../house/function-bundles.ts';
import { buildConsole } from './build-console.ts';

const entry = 'functions/console/publish-console.ts';

/**
 * The console's files: their bucket, and the function that brings them there on each deployment that changes them. The
 * built files travel within that function's code.
 */
export class ConsoleFiles extends Construct {
  readonly bucket: AppBucket;
  private readonly files: string;
  private readonly publish: AppFunction;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bucket = new AppBucket(this, 'Files', {
      environmentName: 'consoleBucket',
      lifecycleRules: [],
      whyAllKeys: 'All of the bucket is the console.',
      whyNotLogged: 'The bucket holds what is public anyhow, and only CloudFront reads it.',
    });

    this.files = this.builtFiles();
    this.publish = new AppFunction(this, 'Publish', {
      entry,
      description: 'Brings the files of the console into their bucket',
      // Some sixty small files, eight at a time, take seconds.
      timeout: Duration.minutes(2),
      memorySize: 512,
    });
    this.bucket.filledBy(this.publish);
  }

  /** Has the files published, with what the console is told of the deployment. */
  publishWith(settings: Partial<Record<EnvironmentName, string>>): void {
    const published = new CfnCustomResource(this, 'Published', {
      serviceToken: this.publish.lambda.functionArn,
      serviceTimeout: Duration.minutes(5).toSeconds(),
    });
    // CloudFormation calls the function again when one of the properties changes.
    published.addPropertyOverride('files', this.files);
    for (const [name, value] of Object.entries(settings)) {
      this.publish.knows(name as EnvironmentName, value);
      published.addPropertyOverride(name, value);
    }
  }

  /** Builds the files into the function's bundle; answers with what changes when they do. */
  private builtFiles(): string {
    if (!Stack.of(this).bundlingRequired) return 'none';
    const site = join(bundleOf(this, entry), 'site');
    buildConsole(site);
    return FileSystem.fingerprint(site);
  }
}

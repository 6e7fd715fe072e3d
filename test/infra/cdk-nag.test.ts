import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { test } from 'vitest';
import { SynclineStack } from '../../infra/syncline-stack.ts';
import { createApp } from '../../infra/synthesize.ts';
import { temporaryDirectory } from './synthesized.ts';

test('CDK and the AWS Solutions checks find nothing but what is acknowledged with a reason', () => {
  const app = createApp(temporaryDirectory(), { validate: true, bundle: false });
  new SynclineStack(app, 'Syncline');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  // Throws, with every finding and its construct on stderr, if a rule is broken.
  app.synth();
});

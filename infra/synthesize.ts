import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { SynclineStack } from './syncline-stack.ts';

/** What synthesis leaves on disk; both paths are absolute. */
export interface Synthesized {
  /** The cloud assembly: the template and beside it the functions' bundles, where `aws:asset:path` points. */
  readonly directory: string;
  readonly templatePath: string;
}

export interface SynthesisOptions {
  /**
   * Whether CDK's built-in rules check the template, which takes more than a second and 280 MB. A local start does
   * without: a template comes to it only from here, where the tests have it checked.
   */
  readonly validate: boolean;
  /** Whether the functions get their code; what only looks at the template takes a tenth of a second without. */
  readonly bundle: boolean;
  /** What the cdk CLI takes with `-c`. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * Synthesizes the whole app into `directory` (created if need be). Needs no network, no credentials and no Docker.
 * Throws if a function does not bundle or if the template breaks a rule.
 */
export function synthesize(directory: string, options: SynthesisOptions): Synthesized {
  const app = createApp(directory, options);
  const stack = new SynclineStack(app, 'Syncline');
  const assembly = app.synth();
  return { directory: assembly.directory, templatePath: assembly.getStackArtifact(stack.artifactId).templateFullPath };
}

/** An app with our settings and no stack in it yet. */
export function createApp(directory: string, { validate, bundle, context: given }: SynthesisOptions): App {
  return new App({
    outdir: resolve(directory),
    analyticsReporting: false,
    builtinCloudFormationValidation: validate,
    context: { ...context, ...given, ...(bundle ? {} : withoutBundles) },
  });
}

/** CDK's own way to say that no stack needs its code; its CLI says so too when it only lists or destroys. */
const withoutBundles = { 'aws:cdk:bundling-stacks': [] };

const context = {
  // The cdk CLI switches this on by itself; the local runtime needs it in every template to find the bundles.
  'aws:cdk:enable-asset-metadata': true,
  // Of the flags that CDK recommends, the one that changes our template: one statement where several say the same.
  '@aws-cdk/aws-iam:minimizePolicies': true,
  // What CDK's built-in rules find wrong ends the synthesis instead of warning.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:annotationsInValidationReport': true,
};

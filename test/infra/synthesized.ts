import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { synthesize } from '../../infra/synthesize.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

export interface SynthesizedTemplate {
  /** Where the template lies and, beside it, the functions' bundles. */
  readonly directory: string;
  /** Throws if resources refer to each other in a circle. */
  readonly template: Template;
  /** Logical id and resource of every resource of a type. */
  resourcesOf(type: string): [string, Resource][];
  /** The same of a type of which there is exactly one. */
  onlyResourceOf(type: string): [string, Resource];
}

/**
 * Synthesizes once for a whole test file; what is written goes when the file's tests are over. CDK's rules are left to
 * the one test that is about rules.
 */
export function synthesized({ bundle }: { bundle: boolean } = { bundle: false }): SynthesizedTemplate {
  const { directory, templatePath } = synthesize(temporaryDirectory(), { validate: false, bundle });
  const template = Template.fromJSON(JSON.parse(readFileSync(templatePath, 'utf8')));
  const resourcesOf = (type: string) => Object.entries(template.findResources(type)) as [string, Resource][];
  return {
    directory,
    template,
    resourcesOf,
    onlyResourceOf(type) {
      const [only, ...others] = resourcesOf(type);
      if (only === undefined || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
      return only;
    },
  };
}

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'syncline-infra-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

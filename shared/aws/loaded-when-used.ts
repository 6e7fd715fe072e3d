import type { SecretBox } from '../integrations/secret-box.ts';
import type { Objects } from '../objects/objects.ts';
import type { Workflow } from '../workflow/workflow.ts';
import { environment } from './environment.ts';
import { once } from './once.ts';

/**
 * KMS, S3 and Step Functions for a function that starts fast and seldom needs them: their clients are loaded with the
 * first use. For the workers, which always need theirs, see bound.ts.
 */
export function secretBoxWhenUsed(): SecretBox {
  const load = once(async () => {
    const { KmsSecretBox } = await import('./kms-secret-box.ts');
    return new KmsSecretBox(environment('secretsKeyId'));
  });
  return {
    seal: async (plain, context) => (await load()).seal(plain, context),
    open: async (sealed, context) => (await load()).open(sealed, context),
  };
}

export function payloadsWhenUsed(): Objects {
  const load = once(async () => {
    const [{ S3Client }, { s3Objects }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3-objects.ts')]);
    return s3Objects(new S3Client({}), environment('payloadsBucket'));
  });
  return {
    get: async (key) => (await load()).get(key),
    put: async (key, bytes, options) => (await load()).put(key, bytes, options),
    remove: async (key) => (await load()).remove(key),
  };
}

export function workflowWhenUsed(): Workflow {
  const load = once(async () => {
    const [{ SFNClient }, { sfnWorkflow }] = await Promise.all([
      import('@aws-sdk/client-sfn'),
      import('./sfn-workflow.ts'),
    ]);
    return sfnWorkflow(new SFNClient({}), () => environment('syncRunStateMachineArn'));
  });
  return {
    start: async (input) => (await load()).start(input),
    status: async (runId) => (await load()).status(runId),
    succeed: async (taskToken) => (await load()).succeed(taskToken),
  };
}

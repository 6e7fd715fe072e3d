import type { DownloadLinks } from '../exports/download-links.ts';
import type { ExportQueue } from '../exports/export-part.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { Objects } from '../objects/objects.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
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

export function objectsWhenUsed(bucket: 'payloadsBucket' | 'archiveBucket'): Objects {
  const load = once(async () => {
    const [{ S3Client }, { s3Objects }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3-objects.ts')]);
    return s3Objects(new S3Client({}), environment(bucket));
  });
  return {
    get: async (key) => (await load()).get(key),
    getRange: async (key, start, end) => (await load()).getRange(key, start, end),
    put: async (key, bytes, options) => (await load()).put(key, bytes, options),
    remove: async (key) => (await load()).remove(key),
  };
}

export function exportsQueueWhenUsed(): ExportQueue {
  const load = once(async () => {
    const [{ SQSClient }, { sqsChunkQueue }] = await Promise.all([
      import('@aws-sdk/client-sqs'),
      import('./sqs-chunk-queue.ts'),
    ]);
    return sqsChunkQueue(new SQSClient({ md5: false }), environment('exportsQueueUrl'));
  });
  return { send: async (bodies) => (await load()).send(bodies) };
}

export const payloadLinksWhenUsed = (): DownloadLinks => linksWhenUsed(() => environment('payloadsBucket'));
export const archiveLinksWhenUsed = (): DownloadLinks => linksWhenUsed(() => environment('archiveBucket'));

function linksWhenUsed(bucket: () => string): DownloadLinks {
  const load = once(async () => {
    const [{ S3Client }, { s3DownloadLinks }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('./s3-download-links.ts'),
    ]);
    // Nobody but the SDK would know what to do with the checksums that it otherwise puts into an address.
    const client = new S3Client({
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return s3DownloadLinks(client, bucket());
  });
  return { linkTo: async (key, download) => (await load()).linkTo(key, download) };
}

/** The archive's reader with its Parquet library. */
export function archivedTrailWhenUsed(archive: Objects): ReadableTrail {
  const load = once(async () => (await import('../archive/archived-trail.ts')).archivedTrail(archive));
  return {
    chunks: async (step) => (await load()).chunks(step),
    facts: async (step, chunks) => (await load()).facts(step, chunks),
    thatMayHold: async (step, chunks, externalIds) => (await load()).thatMayHold(step, chunks, externalIds),
    block: async (step, chunk, parts, wanted) => (await load()).block(step, chunk, parts, wanted),
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
    stop: async (runId, cause) => (await load()).stop(runId, cause),
    succeed: async (taskToken) => (await load()).succeed(taskToken),
  };
}

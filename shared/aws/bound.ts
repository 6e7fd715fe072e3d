import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { archivedTrail } from '../archive/archived-trail.ts';
import { trailOfStep } from '../archive/trail-of-step.ts';
import type { ChunkQueue } from '../chunks/chunk-message.ts';
import { queueByDirection } from '../chunks/queue-by-direction.ts';
import { ClusterStore } from '../clusters/cluster-store.ts';
import { IdempotencyStore } from '../control/idempotency-store.ts';
import type { EnvironmentName } from '../env/names.ts';
import type { Events } from '../events/events.ts';
import { ExportStore } from '../exports/export-store.ts';
import { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { StagedDeletionStore } from '../guards/staged-deletion-store.ts';
import { HookStore } from '../hooks/hook-store.ts';
import type { DelayedQueue } from '../hooks/hooked-work.ts';
import { NoteStore } from '../hooks/note-store.ts';
import { IntegrationStore } from '../integrations/integration-store.ts';
import { type RedactorFor, rememberRedactors } from '../integrations/remember-redactors.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { Objects } from '../objects/objects.ts';
import { OrgSettingsStore } from '../orgs/org-settings-store.ts';
import { RecordStore } from '../records/record-store.ts';
import { RunnerStore } from '../runners/runner-store.ts';
import { WorkStore } from '../runners/work-store.ts';
import { RunStore } from '../runs/run-store.ts';
import { SearchIndexStore } from '../search/search-index-store.ts';
import { StepStore, type StoredStep } from '../steps/step-store.ts';
import { StreamLockStore } from '../streams/stream-lock-store.ts';
import { StreamStateStore } from '../streams/stream-state-store.ts';
import type { Table } from '../table/table.ts';
import { TallyStore } from '../tally/tally-store.ts';
import { hotTrail } from '../trail/hot-trail.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { type TrailLookup, trailLookup } from '../trail/trail-lookup.ts';
import { TrailStore } from '../trail/trail-store.ts';
import type { ArchiveWorkflow, Workflow } from '../workflow/workflow.ts';
import { createDocumentClient, dynamoDbTable } from './dynamodb-table.ts';
import { environment } from './environment.ts';
import { eventBridgeEvents } from './event-bridge-events.ts';
import { KmsSecretBox } from './kms-secret-box.ts';
import { s3Objects } from './s3-objects.ts';
import { sfnArchiveWorkflow, sfnWorkflow } from './sfn-workflow.ts';
import { sqsChunkQueue } from './sqs-chunk-queue.ts';
import { sqsDelayedQueue } from './sqs-delayed-queue.ts';

/**
 * Everything a function may depend on, bound to what its environment names, made when first asked for and kept while
 * the worker is warm. Plain functions, so that a bundle holds only what its function asks for.
 */
const made = new Map<string, unknown>();

function once<T>(name: string, make: () => T): T {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}

const documents = (): DynamoDBDocumentClient => once('documents', () => createDocumentClient());

const table = (name: EnvironmentName): Table => once(name, () => dynamoDbTable(documents(), environment(name)));

export const now = (): number => Date.now();

export const registry = (): Table => table('registryTable');
export const trailTable = (): Table => table('trailTable');

/** What is in the buckets is compressed, or has its length checked, so a damaged object shows itself. */
const withoutChecksums = {
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

export const payloads = (): Objects =>
  once('payloads', () => s3Objects(new S3Client(withoutChecksums), environment('payloadsBucket')));

export const archive = (): Objects =>
  once('archive', () => s3Objects(new S3Client(withoutChecksums), environment('archiveBucket')));

export const integrations = (): IntegrationStore => once('integrations', () => new IntegrationStore(registry()));
export const locks = (): StreamLockStore => once('locks', () => new StreamLockStore(registry()));
export const streams = (): StreamStateStore => once('streams', () => new StreamStateStore(registry()));
export const keys = (): IdempotencyStore => once('keys', () => new IdempotencyStore(table('trailTable'), now));
export const orgSettings = (): OrgSettingsStore => once('orgSettings', () => new OrgSettingsStore(registry(), now));
export const runners = (): RunnerStore => once('runners', () => new RunnerStore(registry()));
export const works = (): WorkStore => once('works', () => new WorkStore(table('trailTable')));
export const runs = (): RunStore => once('runs', () => new RunStore(table('trailTable')));
export const stagedDeletions = (): StagedDeletionStore =>
  once('stagedDeletions', () => new StagedDeletionStore(table('trailTable'), payloads(), now));
export const searchIndexes = (): SearchIndexStore => once('searchIndexes', () => new SearchIndexStore(registry()));
export const steps = (): StepStore => once('steps', () => new StepStore(table('trailTable')));
export const tallies = (): TallyStore => once('tallies', () => new TallyStore(table('trailTable')));
export const trail = (): TrailStore => once('trail', () => new TrailStore(table('trailTable'), payloads()));
export const exports = (): ExportStore => once('exports', () => new ExportStore(table('trailTable'), now));
/** The trail as running work writes it. */
export const hot = (): ReadableTrail => once('hot', () => hotTrail(tallies(), trail()));
const trailOfAnyStep = () => once('trailOf', () => trailOfStep(hot(), archivedTrail(archive()), now));
/** Where the trail of a step is to be read. */
export const trailOf = (step: StoredStep): ReadableTrail => trailOfAnyStep()(step);
export const lookup = (): TrailLookup => once('lookup', () => trailLookup(trailOf));
export const clusters = (): ClusterStore => once('clusters', () => new ClusterStore(table('trailTable'), now));
export const records = (): RecordStore => once('records', () => new RecordStore(table('recordsTable')));
export const fingerprints = (): FingerprintStore => once('fingerprints', () => new FingerprintStore(payloads()));

/** Without the SDK's MD5 of what it sends: a quarter of a send's time, for what TLS and zstd's own format show as well. */
export const queue = (): ChunkQueue =>
  once('queue', () => {
    const client = new SQSClient({ md5: false });
    const outbound = sqsChunkQueue(client, environment('outboundQueueUrl'));
    return queueByDirection(sqsChunkQueue(client, environment('chunksQueueUrl')), outbound);
  });

export const hooks = (): HookStore => once('hooks', () => new HookStore(registry()));
export const hookNotes = (): NoteStore => once('hookNotes', () => new NoteStore(table('trailTable'), now));
export const hookedWork = (): DelayedQueue =>
  once('hookedWork', () => sqsDelayedQueue(new SQSClient({}), environment('hooksQueueUrl')));

export const workflow = (): Workflow =>
  once('workflow', () => sfnWorkflow(new SFNClient({}), () => environment('syncRunStateMachineArn')));

export const archiving = (): ArchiveWorkflow =>
  once('archiving', () => sfnArchiveWorkflow(new SFNClient({}), () => environment('archiveRunStateMachineArn')));

export const events = (): Events => once('events', () => eventBridgeEvents(new EventBridgeClient({})));

export const secretBox = (): SecretBox =>
  once('secretBox', () => new KmsSecretBox(environment('secretsKeyId'), new KMSClient({})));

export const redactorFor = (): RedactorFor =>
  once('redactorFor', () => rememberRedactors({ integrations: integrations(), secretBox: secretBox() }));

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { findConnector } from '../connectors/registry.ts';
import { account } from '../local/account.ts';
import { clientSettings } from '../local/emulators/client-settings.ts';
import type { Runtime } from '../local/runtime.ts';
import { createDocumentClient, dynamoDbTable } from '../shared/aws/dynamodb-table.ts';
import { KmsSecretBox } from '../shared/aws/kms-secret-box.ts';
import { s3Objects } from '../shared/aws/s3-objects.ts';
import { sqsChunkQueue } from '../shared/aws/sqs-chunk-queue.ts';
import { type ApplyDependencies, applyChunks } from '../shared/chunks/apply-chunks.ts';
import { chunkLimits } from '../shared/chunks/chunk.ts';
import { type CloseRunDependencies, closeRun } from '../shared/closing/close-run.ts';
import { closeStep } from '../shared/closing/close-step.ts';
import { compareStep } from '../shared/closing/compare-step.ts';
import type { HttpClient } from '../shared/connector/http-client.ts';
import { httpResponse } from '../shared/connector/http-response.ts';
import { IdempotencyStore } from '../shared/control/idempotency-store.ts';
import { type OpenRunDependencies, openRun } from '../shared/control/open-run.ts';
import { type StartRunDependencies, startRun } from '../shared/control/start-run.ts';
import { FingerprintStore } from '../shared/fingerprints/fingerprint-store.ts';
import { FingerprintsBuilder } from '../shared/fingerprints/fingerprints.ts';
import { hash64 } from '../shared/fingerprints/hash.ts';
import { StagedDeletionStore } from '../shared/guards/staged-deletion-store.ts';
import { IntegrationStore } from '../shared/integrations/integration-store.ts';
import { rememberRedactors } from '../shared/integrations/remember-redactors.ts';
import type { PullDependencies } from '../shared/pull/pull-dependencies.ts';
import { pullPages } from '../shared/pull/pull-pages.ts';
import { RecordStore } from '../shared/records/record-store.ts';
import { RunStore } from '../shared/runs/run-store.ts';
import { SearchIndexStore } from '../shared/search/search-index-store.ts';
import { requireStep } from '../shared/steps/require-step.ts';
import { StepStore } from '../shared/steps/step-store.ts';
import { waitForChunks } from '../shared/steps/wait-for-chunks.ts';
import { StreamLockStore } from '../shared/streams/stream-lock-store.ts';
import { StreamStateStore } from '../shared/streams/stream-state-store.ts';
import { TallyStore } from '../shared/tally/tally-store.ts';
import { defaultRetention } from '../shared/trail/retention.ts';
import { TrailStore } from '../shared/trail/trail-store.ts';
import type { Product } from '../test/harness/product.ts';
import { createIntegration, stream } from './bench-product.ts';
import { Meter } from './meter.ts';
import { pageCount, pageOfUrl, pageText, recordsOfPage } from './source/records.ts';

const org = account.accountId;

interface MeteredRun {
  readonly meter: Meter;
  readonly secondsOfPulling: number;
  readonly secondsOfApplying: number;
}

/**
 * A full run of `records` records in which nothing has changed, against the embedded services, with every request
 * metered. The state machine is played here, state by state, with the product's own functions; the source answers
 * without a network, since it has no part in the bill.
 *
 * The queue is read as by a source so slow that its chunks come one at a time, which is the dearest case: a receive and
 * a delete for each, and beside it one receive that comes back empty.
 */
export async function runMetered(product: Product, records: number): Promise<MeteredRun> {
  const meter = new Meter();
  const { deps, sqs, queueUrl, destroy } = await createDependencies(product.runtime, meter, records);
  try {
    const integrationId = await createIntegration(product, 'metered', 'http://source.invalid');
    await rememberAll(deps, integrationId, records);
    meter.units.clear();
    meter.operations.clear();

    const started = await startRun(deps, { org, user: 'bench' }, integrationId, { type: 'full' });
    if (started.kind !== 'started') throw new Error(`The metered run did not start: ${JSON.stringify(started)}`);
    const step = { org, runId: started.runId, stream };
    await openRun(deps, step);
    let begin = performance.now();
    meter.add('lambdaRequest', 1, 'lambda open-run');
    while ((await pullPages(deps, step, () => 900_000)).more) meter.add('lambdaRequest', 1, 'lambda pull-pages');
    meter.add('lambdaRequest', 1, 'lambda pull-pages');
    const secondsOfPulling = (performance.now() - begin) / 1000;
    await waitForChunks(deps, { ...step, token: 'token' });
    meter.add('lambdaRequest', 1, 'lambda wait-for-chunks');
    begin = performance.now();
    await applyAll(deps, sqs, queueUrl, meter);
    const secondsOfApplying = (performance.now() - begin) / 1000;
    const deletions = await compareStep(deps, await requireStep(deps.steps, step));
    if (deletions > 0) throw new Error(`The metered run deletes ${deletions} records.`);
    await closeStep(deps, await requireStep(deps.steps, step));
    await closeRun(deps, step);
    for (const name of ['find-deletions', 'close-step', 'close-run']) meter.add('lambdaRequest', 1, `lambda ${name}`);

    const metered = { meter, secondsOfPulling, secondsOfApplying };
    const run = await deps.runs.get(org, started.runId);
    const { result } = run ?? {};
    if (result?.outcome !== 'SUCCESS' || result.counts.unchanged !== records) {
      throw new Error(`The metered run is not as expected: ${JSON.stringify(result)}`);
    }
    return metered;
  } finally {
    destroy();
  }
}

type Dependencies = PullDependencies &
  ApplyDependencies &
  CloseRunDependencies &
  StartRunDependencies &
  OpenRunDependencies;

async function createDependencies(runtime: Runtime, meter: Meter, records: number) {
  const { endpoints } = runtime;
  const dynamodb = new DynamoDBClient(clientSettings(endpoints.dynamodb));
  const s3 = new S3Client({ ...clientSettings(endpoints.s3), forcePathStyle: true });
  const sqs = new SQSClient(clientSettings(endpoints.sqs));
  const kms = new KMSClient(clientSettings(endpoints.kms));
  // Not the product's own queue, whose workers would take the chunks.
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'metered' }));
  meter.watchDynamoDb(dynamodb);
  meter.watchS3(s3);
  meter.watchSqs(sqs);
  meter.watchKms(kms);
  const documents = createDocumentClient(dynamodb);
  const table = (name: string) => dynamoDbTable(documents, runtime.resource(`Storage/${name}/Table`));
  const payloads = s3Objects(s3, runtime.resource('Storage/Payloads/Bucket'));
  const [registry, trail] = [table('Registry'), table('Trail')];
  const integrations = new IntegrationStore(registry);
  const secretBox = new KmsSecretBox(runtime.resource('Secrets/Key'), kms);
  const deps: Dependencies = {
    events: { publish: async () => {} },
    integrations,
    locks: new StreamLockStore(registry),
    streams: new StreamStateStore(registry),
    runs: new RunStore(trail),
    stagedDeletions: new StagedDeletionStore(trail, payloads, Date.now),
    keys: new IdempotencyStore(trail, () => Date.now()),
    searchIndexes: new SearchIndexStore(registry),
    steps: new StepStore(trail),
    tallies: new TallyStore(trail),
    trail: new TrailStore(trail, payloads),
    records: new RecordStore(table('Records')),
    fingerprints: new FingerprintStore(payloads),
    payloads,
    queue: sqsChunkQueue(sqs, queueUrl),
    // Starting and waking an execution costs nothing beside its transitions.
    workflow: {
      start: async () => {},
      status: async () => ({ kind: 'RUNNING' }),
      stop: async () => {},
      succeed: async () => {},
    },
    secretBox,
    redactorFor: rememberRedactors({ integrations, secretBox }),
    findConnector: async (type) => findConnector(type),
    createHttp: (options) => sourceOf(records, options),
    limits: chunkLimits,
    retention: async () => defaultRetention,
    now: Date.now,
  };
  const destroy = () => {
    for (const client of [dynamodb, s3, sqs, kms]) client.destroy();
  };
  return { deps, sqs, queueUrl, destroy };
}

/** A source that needs no network; its calls are in the trail like any other's. */
function sourceOf(records: number, { onCall, redact }: Parameters<Dependencies['createHttp']>[0]): HttpClient {
  return {
    request: async ({ method, url, query = {} }) => {
      const params = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
      const asked = new URL(url);
      for (const [name, value] of Object.entries(params)) asked.searchParams.set(name, value);
      const at = new Date().toISOString();
      onCall({ method, url, params, status: 200, durationMs: 1, attempt: 1, at, error: null, rateLimit: null });
      const text = pageText(pageOfUrl(asked), records);
      return httpResponse(
        { status: 200, url: asked.href, headers: { 'content-type': 'application/json' }, text },
        redact,
      );
    },
  };
}

/** Leaves the stream as a run before would have: with the fingerprints of every record. */
async function rememberAll(deps: Dependencies, integrationId: string, records: number): Promise<void> {
  const builder = new FingerprintsBuilder();
  for (let page = 1; page <= pageCount(records); page++) {
    for (const record of recordsOfPage(page, records)) builder.add(hash64(record.id), hash64(JSON.stringify(record)));
  }
  const fingerprints = FingerprintStore.keyOf(org, integrationId, stream, 'earlier');
  await deps.fingerprints.save(fingerprints, builder.build());
  const lastSyncedAt = new Date(deps.now()).toISOString();
  const of = { org, integrationId, stream };
  await deps.streams.save(of, { cursor: null, fingerprints, knownRecords: records, lastSyncedAt, settled: 0 });
}

/** As Lambda's event source does it: receive, invoke, delete. */
async function applyAll(deps: Dependencies, sqs: SQSClient, QueueUrl: string, meter: Meter): Promise<void> {
  for (;;) {
    const received = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 1,
        VisibilityTimeout: 600,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    const [message] = received.Messages ?? [];
    if (!message) return;
    meter.add('lambdaRequest', 1, 'lambda apply-chunk');
    await applyChunks(deps, [
      { body: message.Body ?? '', deliveries: Number(message.Attributes?.ApproximateReceiveCount) },
    ]);
    const Entries = [{ Id: '0', ReceiptHandle: message.ReceiptHandle ?? '' }];
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    meter.add('sqsRequest', 1, 'sqs ReceiveMessage empty');
  }
}

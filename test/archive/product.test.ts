import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { account } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { gatedManifest } from '../cli/gated-source.ts';
import { type ExportSource, manyRecords, startExportSource } from '../exports/export-source.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { readEntities } from '../harness/trail.ts';

const org = account.accountId;

let product: Product;
let source: ExportSource;

beforeAll(async () => {
  [source, product] = await Promise.all([startExportSource(), startProduct()]);
});
afterAll(async () => {
  source?.open();
  await product?.close();
  await source?.close();
});

it('is in the archive soon after its end, by the workflow that the template declares, and can be searched', async () => {
  const settings = httpSettings(gatedManifest({ many: '/many' }), { base_url: source.url, api_token: 's3cret-token' });
  const { integrationId } = await product.api.createIntegration({ name: 'archived', connector: 'http', settings });
  const { runId } = await sync(product.api, integrationId);
  const { runtime } = product;
  const client = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  const s3 = new S3Client({ ...clientSettings(runtime.endpoints.s3), forcePathStyle: true });
  try {
    const trail = dynamoDbTable(createDocumentClient(client), runtime.resource('Storage/Trail/Table'));
    const runs = new RunStore(trail);
    // Before the minute is up: the sweep has nothing else to wait for.
    await runtime.invoke('Watch/SweepRuns/Function', {});
    while ((await runs.get(org, runId))?.archivedAt === null) await delay(100);

    const step = await requireStep(new StepStore(trail), { org, runId, stream: 'many' });
    const archived = archivedTrail(s3Objects(s3, runtime.resource('Storage/Archive/Bucket')));
    const ids: (string | null)[] = [];
    for (const chunk of await archived.chunks(step)) {
      const { entities } = await archived.block(step, chunk, ['entities']);
      ids.push(...entities.map(({ externalId }) => externalId));
    }
    expect(ids).toHaveLength(manyRecords);
    const hot = await readEntities(product.api, runId);
    expect(ids.toSorted()).toEqual(hot.map(({ externalId }) => externalId).toSorted());

    const response = await fetch(`${product.url}/v1/search?q=${encodeURIComponent(String(ids[7]))}`);
    expect(await response.json()).toMatchObject({
      items: [{ runId, externalId: ids[7], action: 'CREATE' }],
      next: null,
    });
  } finally {
    client.destroy();
    s3.destroy();
  }
});

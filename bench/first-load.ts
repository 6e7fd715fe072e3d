import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../local/emulators/client-settings.ts';
import { type Bench, fullRun, recordsPerSecond } from './bench-product.ts';
import { type Figure, figure, progress } from './figure.ts';

/** Of the records that the run wrote, as many are written again, under other keys, by the bare loop. */
const sampleSize = 20_000;
const itemsPerBatch = 25;
/** Two workers of apply-chunk, each with four batches in flight. */
const batchesInFlight = 8;

type Item = Record<string, AttributeValue>;

/** The first run, into an empty store, beside bare batches of the same items into the same DynamoDB. */
export async function firstLoad(bench: Bench): Promise<Figure[]> {
  const ours = recordsPerSecond(await fullRun(bench, 'created'));
  progress(`first-load: ${Math.round(ours)} records/s`);
  const { runtime } = bench.product;
  const table = runtime.resource('Storage/Records/Table');
  const client = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  try {
    const items = (await sample(client, table)).map(movedAside);
    await writeAll(client, table, items.slice(0, 1000));
    const begin = performance.now();
    await writeAll(client, table, items);
    return [figure('first-load', ours, 'records/s', items.length / ((performance.now() - begin) / 1000))];
  } finally {
    client.destroy();
  }
}

async function sample(client: DynamoDBClient, table: string): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ...(startKey && { ExclusiveStartKey: startKey }) }),
    );
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey && items.length < sampleSize);
  // The store gives them by partition; chunks bring them in the order of the source, all partitions mixed.
  const shuffled = items.toSorted((a, b) => textOf(a['externalId']).localeCompare(textOf(b['externalId'])));
  return shuffled.slice(0, sampleSize);
}

const textOf = (value: AttributeValue | undefined): string => value?.S ?? '';

/** To a partition of another org, with a name as long. */
const movedAside = (item: Item): Item => ({ ...item, pk: { S: `9${textOf(item['pk']).slice(1)}` } });

async function writeAll(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + itemsPerBatch);
      next += itemsPerBatch;
      const requests = batch.map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: batchesInFlight }, lane));
}

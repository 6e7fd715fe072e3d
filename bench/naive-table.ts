import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { ulid } from 'ulid';
import { expiryAfter } from '../shared/trail/retention.ts';
import type { EntityEntry } from '../shared/trail/trail-block.ts';
import { stream } from './bench-product.ts';
import { itemSize } from './item-size.ts';
import { batchesOf } from './made-runs/batches-of.ts';
import { chunksOfRun, type MadeRun } from './made-runs/chunks-of-run.ts';
import type { Meter } from './meter.ts';

const TableName = 'naive-log';
const IndexName = 'by-external-id';
const itemsPerBatch = 25;
/** The same as in first-load.ts. */
const batchesInFlight = 8;
/** DynamoDB bills writes by the kilobyte begun, eventually consistent reads by every 8 KB begun. */
const bytesPerWriteUnit = 1024;
const bytesPerReadUnit = 8 * 1024;
/** What DynamoDB adds to each item, in the table and in an index. */
export const bytesAroundItem = 100;

type Item = Record<string, AttributeValue>;

/**
 * The log as one would keep it without much thought: an item an entity, found by run in the table and by external id in
 * an index. Pages and calls are not even in it. Units are counted by DynamoDB's rules from the items that are sent.
 */
export async function writeNaively(client: DynamoDBClient, meter: Meter, run: MadeRun): Promise<{ bytes: number }> {
  await createTable(client);
  const batches = batchesOf(itemsOf(run), itemsPerBatch);
  let bytes = 0;
  const lane = async () => {
    for (let next = batches.next(); !next.done; next = batches.next()) {
      const requests = next.value.map((Item) => ({ PutRequest: { Item } }));
      const copies = next.value.map((item) => ({ size: itemSize(item), copies: item['externalId'] ? 2 : 1 }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
      const units = copies.reduce((sum, one) => sum + one.copies * Math.ceil(one.size / bytesPerWriteUnit), 0);
      meter.add('dynamodbWriteUnit', units, 'naive BatchWriteItem');
      bytes += copies.reduce((sum, one) => sum + one.copies * (one.size + bytesAroundItem), 0);
    }
  };
  await Promise.all(Array.from({ length: batchesInFlight }, lane));
  return { bytes };
}

/** Throws unless the run touched the record. */
export async function searchNaively(client: DynamoDBClient, meter: Meter, externalId: string): Promise<void> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      IndexName,
      KeyConditionExpression: 'externalId = :id',
      ExpressionAttributeValues: { ':id': { S: externalId } },
      ScanIndexForward: false,
      Limit: 50,
    }),
  );
  if (Items.length === 0) throw new Error(`The naive log does not know ${externalId}.`);
  const bytes = Items.reduce((sum, item) => sum + itemSize(item), 0);
  // Half a unit for every 4 KB begun.
  meter.add('dynamodbReadUnit', Math.ceil((2 * bytes) / bytesPerReadUnit) / 2, 'naive Query');
}

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'runId', AttributeType: 'S' },
        { AttributeName: 'position', AttributeType: 'N' },
        { AttributeName: 'externalId', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'runId', KeyType: 'HASH' },
        { AttributeName: 'position', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName,
          KeySchema: [
            { AttributeName: 'externalId', KeyType: 'HASH' },
            { AttributeName: 'runId', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}

function* itemsOf(run: MadeRun): Generator<Item> {
  const runId = ulid(run.startedAt);
  const expiresAt = expiryAfter(run.startedAt, 30);
  let position = 0;
  for (const { block } of chunksOfRun(run)) {
    for (const entity of block.entities) {
      yield {
        ...itemOf(entity),
        runId: { S: runId },
        position: { N: String(position) },
        at: { S: block.at },
        expiresAt: { N: String(expiresAt) },
      };
      position += 1;
    }
  }
}

const itemOf = ({ externalId, name, page, action, status, code, message, changes }: EntityEntry): Item => ({
  stream: { S: stream },
  action: { S: action },
  status: { S: status },
  ...(externalId !== null && { externalId: { S: externalId } }),
  ...(name !== null && { name: { S: name } }),
  ...(page !== null && { page: { N: String(page) } }),
  ...(code !== undefined && { code: { S: code } }),
  ...(message !== undefined && { message: { S: message } }),
  ...(changes !== undefined && { changes: { S: JSON.stringify(changes) } }),
});

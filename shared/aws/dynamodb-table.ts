import { setTimeout as delay } from 'node:timers/promises';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type BatchGetCommandOutput,
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type BatchWriteCommandOutput,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Expression, Item, Key, QueryResult, Table } from '../table/table.ts';

/** DynamoDB's own limits of one request. */
const itemsPerBatchPut = 25;
const keysPerBatchGet = 100;
/** Batches in flight at once: enough to hide the round trip, few enough not to throttle a cold table. */
const batchConcurrency = 4;
/**
 * Unprocessed items come back when a partition is hot, or an answer is full (16 MB). As long as some of a batch gets
 * through, the next request follows shortly; without any, eight doublings from 25 ms wait about 6 s in all.
 */
const batchAttempts = 9;

export function createDocumentClient(client: DynamoDBClient = new DynamoDBClient({})): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

export function dynamoDbTable(client: DynamoDBDocumentClient, name: string): Table {
  return {
    async get(key, options) {
      const { Item } = await client.send(
        new GetCommand({ TableName: name, Key: { ...key }, ConsistentRead: options?.consistent ?? false }),
      );
      return Item as Item | undefined;
    },

    put: (item, condition) =>
      unlessRefused(async () => {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: item,
            ...(condition && { ConditionExpression: condition.condition, ...placeholders(condition) }),
          }),
        );
        return { kind: 'written' };
      }),

    update: (key, update) =>
      unlessRefused(async () => {
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName: name,
            Key: { ...key },
            UpdateExpression: update.update,
            ...(update.condition && { ConditionExpression: update.condition }),
            ...placeholders(update),
            ReturnValues: 'ALL_NEW',
          }),
        );
        return { kind: 'written', item: Attributes as Item };
      }),

    delete: (key, condition) =>
      unlessRefused(async () => {
        await client.send(
          new DeleteCommand({
            TableName: name,
            Key: { ...key },
            ...(condition && { ConditionExpression: condition.condition, ...placeholders(condition) }),
          }),
        );
        return { kind: 'written' };
      }),

    async query(query) {
      const { Items, LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          ...(query.index && { IndexName: query.index }),
          KeyConditionExpression: query.where,
          ...(query.filter && { FilterExpression: query.filter }),
          ...(query.select && { ProjectionExpression: query.select.join(', ') }),
          ...placeholders(query),
          ScanIndexForward: query.newestFirst !== true,
          ...(query.limit && { Limit: query.limit }),
          ...(query.startKey && { ExclusiveStartKey: { ...query.startKey } }),
          ConsistentRead: query.consistent ?? false,
        }),
      );
      return page(Items, LastEvaluatedKey);
    },

    async scanIndex(index, startKey) {
      const { Items, LastEvaluatedKey } = await client.send(
        new ScanCommand({ TableName: name, IndexName: index, ...(startKey && { ExclusiveStartKey: { ...startKey } }) }),
      );
      return page(Items, LastEvaluatedKey);
    },

    async batchGet(keys, options) {
      const found: Item[] = [];
      await eachBatch(keys, keysPerBatchGet, async (batch) => {
        found.push(...(await getWhole(client, name, batch, options?.consistent ?? false)));
      });
      return found;
    },

    batchPut: (items) => eachBatch(items, itemsPerBatchPut, (batch) => putWhole(client, name, batch)),
  };
}

async function unlessRefused<Result>(write: () => Promise<Result>): Promise<Result | { kind: 'refused' }> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'refused' };
    throw error;
  }
}

function placeholders({ names, values }: Expression) {
  return {
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(values && { ExpressionAttributeValues: { ...values } }),
  };
}

function page(items: unknown[] | undefined, lastKey: Record<string, unknown> | undefined): QueryResult {
  return { items: (items ?? []) as Item[], ...(lastKey && { lastKey }) };
}

async function eachBatch<T>(all: readonly T[], size: number, work: (batch: T[]) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < all.length) {
      const from = next;
      next += size;
      await work(all.slice(from, from + size));
    }
  };
  await Promise.all(Array.from({ length: Math.min(batchConcurrency, Math.ceil(all.length / size)) }, lane));
}

async function getWhole(client: DynamoDBDocumentClient, name: string, keys: Key[], consistent: boolean) {
  const found: Item[] = [];
  let request: BatchGetCommandInput['RequestItems'] = {
    [name]: { Keys: keys.map((key) => ({ ...key })), ConsistentRead: consistent },
  };
  for (let attempt = 0; request?.[name]; ) {
    const asked: number = request[name].Keys?.length ?? 0;
    const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: request }));
    found.push(...((answer.Responses?.[name] ?? []) as Item[]));
    request = answer.UnprocessedKeys;
    const left = request?.[name]?.Keys?.length ?? 0;
    attempt = left < asked ? 1 : attempt + 1;
    if (left > 0) await backOff(attempt, name);
  }
  return found;
}

async function putWhole(client: DynamoDBDocumentClient, name: string, items: Item[]): Promise<void> {
  let request: BatchWriteCommandInput['RequestItems'] = { [name]: items.map((Item) => ({ PutRequest: { Item } })) };
  for (let attempt = 0; request?.[name]; ) {
    const asked: number = request[name].length;
    const answer: BatchWriteCommandOutput = await client.send(new BatchWriteCommand({ RequestItems: request }));
    request = answer.UnprocessedItems;
    const left = request?.[name]?.length ?? 0;
    attempt = left < asked ? 1 : attempt + 1;
    if (left > 0) await backOff(attempt, name);
  }
}

async function backOff(attempt: number, table: string): Promise<void> {
  if (attempt >= batchAttempts) throw new Error(`The table ${table} is throttled; the work will be tried again later.`);
  await delay(Math.random() * 25 * 2 ** attempt);
}

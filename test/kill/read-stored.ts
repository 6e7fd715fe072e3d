import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { account } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { startRuntime } from '../../local/runtime.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import type { StoredRecord } from '../../shared/records/stored-record.ts';
import { freePort } from '../harness/free-port.ts';

export interface Stored {
  /** Everything under a stream, tombstones too, by external id. */
  records(stream: string): Map<string, StoredRecord>;
  /** What is live, in the form in which the source gives it. */
  data(stream: string): Map<string, JsonObject>;
}

/** Reads the record store of a product that has ended, straight from its table. */
export async function readStored(
  dataDirectory: string,
  integrationId: string,
  streams: readonly string[],
): Promise<Stored> {
  const runtime = await startRuntime({
    assembly: join(dataDirectory, 'assembly'),
    dataDirectory,
    port: await freePort(),
  });
  const client = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  const table = dynamoDbTable(createDocumentClient(client), runtime.resource('Storage/Records/Table'));
  const found = new Map<string, Map<string, StoredRecord>>();
  for (const stream of streams) {
    const ofStream = new Map<string, StoredRecord>();
    for await (const { record } of new RecordStore(table).list({ org: account.accountId, integrationId, stream })) {
      ofStream.set(record.externalId, record);
    }
    found.set(stream, ofStream);
  }
  client.destroy();
  await runtime.close();
  const records = (stream: string) => found.get(stream) ?? new Map<string, StoredRecord>();
  return {
    records,
    data: (stream) => new Map([...records(stream)].map(([id, { data }]) => [id, JSON.parse(data) as JsonObject])),
  };
}

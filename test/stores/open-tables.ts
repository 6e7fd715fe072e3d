import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { integrationRunsIndex, integrationsIndex, openRunsIndex, orgRunsIndex } from '../../shared/table/keys.ts';
import type { Table } from '../../shared/table/table.ts';

/** Names another DynamoDB to test the stores against; without it they are tested against dynalite. */
export const endpointVariable = 'SYNCLINE_TEST_DYNAMODB';

export interface OpenTables {
  readonly registry: Table;
  readonly trail: Table;
  readonly records: Table;
  close(): Promise<void>;
}

/** The three tables, empty and for the caller alone. */
export async function openTables(): Promise<OpenTables> {
  const dynamoDb = await openDynamoDb(process.env[endpointVariable]);
  const client = new DynamoDBClient({
    endpoint: dynamoDb.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const documents = createDocumentClient(client);
  const open = async (name: string, indexes: readonly Index[] = []): Promise<Table> => {
    const unique = `${name}-${randomUUID()}`;
    await createTable(client, unique, indexes);
    return dynamoDbTable(documents, unique);
  };
  return {
    registry: await open('registry', [integrationsIndex]),
    trail: await open('trail', [orgRunsIndex, integrationRunsIndex, openRunsIndex]),
    records: await open('records'),
    close: async () => {
      client.destroy();
      await dynamoDb.close();
    },
  };
}

async function openDynamoDb(endpoint: string | undefined): Promise<{ url: string; close(): Promise<void> }> {
  if (endpoint) return { url: endpoint, close: async () => {} };
  const server: Server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Index = { readonly name: string; readonly partition: string; readonly sort: string };

async function createTable(client: DynamoDBClient, name: string, indexes: readonly Index[]): Promise<void> {
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(({ partition, sort }) => [partition, sort])]);
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys('pk', 'sk'),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keys(index.partition, index.sort),
          Projection: { ProjectionType: 'ALL' },
        })),
      }),
    }),
  );
}

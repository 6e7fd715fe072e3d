import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { startDynamoDb } from '../../local/emulators/dynamodb.ts';
import { KeyStore } from '../../local/kms/key-store.ts';
import { kmsOperations } from '../../local/kms/kms-operations.ts';
import { Scheduler } from '../../local/scheduler/scheduler.ts';
import { schedulerOperations } from '../../local/scheduler/scheduler-operations.ts';
import { startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { KmsSecretBox } from '../../shared/aws/kms-secret-box.ts';
import { integrationRunsIndex, integrationsIndex, openRunsIndex, orgRunsIndex } from '../../shared/table/keys.ts';
import type { Table } from '../../shared/table/table.ts';

export const secretsKeyId = '11111111-2222-3333-4444-555555555555';

export interface EmbeddedServices {
  readonly registry: Table;
  readonly trail: Table;
  readonly secretBox: KmsSecretBox;
  /** Keeps schedules; nothing falls due. */
  readonly schedules: Scheduler;
  /** What a function finds these services by. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** DynamoDB with the registry and the trail, KMS and EventBridge Scheduler, each over its own protocol. */
export async function startEmbeddedServices(): Promise<EmbeddedServices> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-test-'));
  const dynamoDb = await startDynamoDb(directory);
  const keys = new KeyStore(directory);
  keys.open(secretsKeyId, 'test');
  const scheduler = new Scheduler(directory, () => {});
  scheduler.createGroup('syncline');
  const kms = await startAwsJsonServer({ TrentService: kmsOperations(keys) }, () => {}, schedulerOperations(scheduler));

  const client = new DynamoDBClient(clientSettings({ url: dynamoDb.url, embedded: true }));
  const kmsClient = new KMSClient(clientSettings({ url: kms.url, embedded: true }));
  await createTable(client, 'registry', [integrationsIndex]);
  await createTable(client, 'trail', [orgRunsIndex, integrationRunsIndex, openRunsIndex]);
  const documents = createDocumentClient(client);
  return {
    registry: dynamoDbTable(documents, 'registry'),
    trail: dynamoDbTable(documents, 'trail'),
    secretBox: new KmsSecretBox(secretsKeyId, kmsClient),
    schedules: scheduler,
    environment: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.url,
      AWS_ENDPOINT_URL_KMS: kms.url,
      AWS_ENDPOINT_URL_SCHEDULER: kms.url,
      REGISTRY_TABLE: 'registry',
      TRAIL_TABLE: 'trail',
      SECRETS_KEY_ID: secretsKeyId,
      SCHEDULE_GROUP: 'syncline',
      SCHEDULED_RUNS_QUEUE_URL: `${kms.url}/000000000000/scheduled-runs`,
      SCHEDULE_DEAD_LETTERS_ARN: 'arn:aws:sqs:eu-central-1:000000000000:scheduled-runs-dead-letters',
      SCHEDULER_ROLE_ARN: 'arn:aws:iam::000000000000:role/scheduler',
    },
    close: async () => {
      client.destroy();
      kmsClient.destroy();
      await Promise.all([dynamoDb.close(), kms.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Index = { readonly name: string; readonly partition: string; readonly sort: string };

async function createTable(client: DynamoDBClient, name: string, indexes: readonly Index[]): Promise<void> {
  const attributes = new Set(['pk', 'sk', ...indexes.flatMap(({ partition, sort }) => [partition, sort])]);
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema('pk', 'sk'),
      ...(indexes.length > 0 && {
        GlobalSecondaryIndexes: indexes.map((index) => ({
          IndexName: index.name,
          KeySchema: keySchema(index.partition, index.sort),
          Projection: { ProjectionType: 'ALL' as const },
        })),
      }),
    }),
  );
}

const keySchema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { sqsChunkQueue } from '../../shared/aws/sqs-chunk-queue.ts';
import { integrationRunsIndex, integrationsIndex, openRunsIndex, orgRunsIndex } from '../../shared/table/keys.ts';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-central-1';

/**
 * The real SDK against the emulators that the embedded runtime uses too, one set for each test file. What a test does
 * not acknowledge is delivered again at once.
 */
export async function startServices() {
  const dynamo = dynalite({ createTableMs: 0 });
  dynamo.listen(0, '127.0.0.1');
  await once(dynamo, 'listening');
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const endpoint = (port: number) => `http://127.0.0.1:${port}`;
  const dynamoClient = new DynamoDBClient({
    endpoint: endpoint((dynamo.address() as AddressInfo).port),
    region,
    credentials,
  });
  const sqs = new SQSClient({ endpoint: endpoint(fauxqs.port), region, credentials });
  const s3 = new S3Client({ endpoint: endpoint(fauxqs.port), region, credentials, forcePathStyle: true });
  const documents = createDocumentClient(dynamoClient);
  await Promise.all([
    createTable(dynamoClient, 'registry', [integrationsIndex]),
    createTable(dynamoClient, 'trail', [orgRunsIndex, integrationRunsIndex, openRunsIndex]),
    createTable(dynamoClient, 'records'),
    s3.send(new CreateBucketCommand({ Bucket: 'payloads' })),
    s3.send(new CreateBucketCommand({ Bucket: 'archive' })),
  ]);
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'chunks', Attributes: { VisibilityTimeout: '0' } }),
  );
  return {
    registry: dynamoDbTable(documents, 'registry'),
    trail: dynamoDbTable(documents, 'trail'),
    records: dynamoDbTable(documents, 'records'),
    payloads: s3Objects(s3, 'payloads'),
    archive: s3Objects(s3, 'archive'),
    queue: sqsChunkQueue(sqs, QueueUrl),
    receive: async (): Promise<Message[]> => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
      );
      return Messages;
    },
    acknowledge: async ({ ReceiptHandle }: Message): Promise<void> => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
    /** What a function finds these services by. */
    environment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint((dynamo.address() as AddressInfo).port),
      AWS_ENDPOINT_URL_S3: endpoint(fauxqs.port),
      AWS_ENDPOINT_URL_SQS: endpoint(fauxqs.port),
      REGISTRY_TABLE: 'registry',
      TRAIL_TABLE: 'trail',
      RECORDS_TABLE: 'records',
      PAYLOADS_BUCKET: 'payloads',
      ARCHIVE_BUCKET: 'archive',
      EXPORTS_QUEUE_URL: QueueUrl,
    },
    /** Deletes what has expired in the trail, as DynamoDB's TTL does on AWS. Answers how many items that were. */
    reap: async (now: number): Promise<number> => {
      let reaped = 0;
      for await (const page of paginateScan({ client: documents }, { TableName: 'trail' })) {
        for (const { pk, sk, expiresAt } of page.Items ?? []) {
          if (Number(expiresAt ?? Number.POSITIVE_INFINITY) * 1000 > now) continue;
          await documents.send(new DeleteCommand({ TableName: 'trail', Key: { pk, sk } }));
          reaped += 1;
        }
      }
      return reaped;
    },
    /** Every object of a bucket by its key. */
    objects: async (bucket: 'archive' | 'payloads'): Promise<string[]> => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = '' }) => Key);
    },
    close: async (): Promise<void> => {
      for (const client of [dynamoClient, sqs, s3]) client.destroy();
      await fauxqs.stop();
      (dynamo as Server).closeAllConnections();
      await new Promise((resolve) => dynamo.close(resolve));
    },
  };
}

export type Services = Awaited<ReturnType<typeof startServices>>;

type Index = { readonly name: string; readonly partition: string; readonly sort: string };

async function createTable(client: DynamoDBClient, name: string, indexes: readonly Index[] = []): Promise<void> {
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

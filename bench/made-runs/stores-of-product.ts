import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import type { Runtime } from '../../local/runtime.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { openRunsIndex } from '../../shared/table/keys.ts';
import type { Table } from '../../shared/table/table.ts';
import type { Meter } from '../meter.ts';
import type { LogStores } from './log-dependencies.ts';

export interface ProductStores extends LogStores {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  destroy(): void;
}

/** The embedded product's own tables and buckets, each request metered where there is a meter. */
export function storesOfProduct({ endpoints, resource }: Runtime, meter?: Meter): ProductStores {
  const dynamodb = new DynamoDBClient(clientSettings(endpoints.dynamodb));
  const s3 = new S3Client({ ...clientSettings(endpoints.s3), forcePathStyle: true });
  meter?.watchDynamoDb(dynamodb);
  meter?.watchS3(s3);
  const documents = createDocumentClient(dynamodb);
  const table = (name: string) => dynamoDbTable(documents, resource(`Storage/${name}/Table`));
  const bucket = (name: string) => s3Objects(s3, resource(`Storage/${name}/Bucket`));
  return {
    dynamodb,
    s3,
    registry: table('Registry'),
    trail: unseenBySweep(table('Trail')),
    records: table('Records'),
    payloads: bucket('Payloads'),
    archive: bucket('Archive'),
    destroy: () => {
      dynamodb.destroy();
      s3.destroy();
    },
  };
}

/** The product's sweep would end a run that it finds half made, since no execution works on it. */
const unseenBySweep = (trail: Table): Table => ({
  ...trail,
  // What is undefined is not written.
  put: (item, condition) => trail.put({ ...item, [openRunsIndex.partition]: undefined }, condition),
});

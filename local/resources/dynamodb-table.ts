import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  ResourceNotFoundException,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { arn } from '../account.ts';
import { clientSettings } from '../emulators/client-settings.ts';
import { RuntimeProblem } from '../problem.ts';
import { physicalName } from '../template/physical-name.ts';
import { type Created, defineKind, type ResourceRequest } from './resource-kind.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});

const tableSchema = z.object({
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z
    .array(z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
    .optional(),
  LocalSecondaryIndexes: z.array(z.unknown()).max(0, 'the embedded runtime has no local secondary indexes').optional(),
});

type Table = z.infer<typeof tableSchema>;

/**
 * A table, on disk. Its TTL has no effect here: readers treat an expired item as gone anyway, as AWS deletes it late.
 * `AWS::DynamoDB::GlobalTable` with its one replica is the same to us.
 */
export const dynamoDbTables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].map((type) =>
  defineKind(type, tableSchema, create),
);

async function create({ logicalId, properties, world }: ResourceRequest<Table>): Promise<Created> {
  const name = properties.TableName ?? physicalName(world.assembly.stackName, logicalId, 255);
  const dynamodb = new DynamoDBClient(clientSettings(world.endpoints.dynamodb));
  try {
    const existing = await describe(dynamodb, name);
    if (existing === null) await createTable(dynamodb, name, properties);
    else checkSame(name, existing, properties);
  } finally {
    dynamodb.destroy();
  }
  return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
}

async function describe(dynamodb: DynamoDBClient, TableName: string): Promise<TableDescription | null> {
  try {
    return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table ?? null;
  } catch (thrown) {
    if (thrown instanceof ResourceNotFoundException) return null;
    throw thrown;
  }
}

async function createTable(dynamodb: DynamoDBClient, TableName: string, table: Table): Promise<void> {
  const indexes = table.GlobalSecondaryIndexes;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: table.KeySchema satisfies KeySchemaElement[],
      AttributeDefinitions: table.AttributeDefinitions satisfies AttributeDefinition[],
      BillingMode: 'PAY_PER_REQUEST',
      ...(indexes === undefined ? {} : { GlobalSecondaryIndexes: indexes.map(indexInput) }),
    }),
  );
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName });
}

function indexInput(index: NonNullable<Table['GlobalSecondaryIndexes']>[number]): GlobalSecondaryIndex {
  const { ProjectionType, NonKeyAttributes } = index.Projection;
  return {
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: { ProjectionType, ...(NonKeyAttributes === undefined ? {} : { NonKeyAttributes }) },
  };
}

/** A table of an earlier version is not changed on the way: that would need its items to be rewritten. */
function checkSame(name: string, existing: TableDescription, table: Table): void {
  const stored = shape(existing.KeySchema, existing.GlobalSecondaryIndexes);
  const wanted = shape(table.KeySchema, table.GlobalSecondaryIndexes);
  if (stored === wanted) return;
  throw new RuntimeProblem(
    `The table ${name} on disk has other keys or indexes (${stored}) than the template (${wanted}). ` +
      'Start with another data directory, or delete this one.',
  );
}

type Keyed = { IndexName?: string | undefined; KeySchema?: KeySchemaElement[] | undefined };

function shape(keys: KeySchemaElement[] | undefined, indexes: readonly Keyed[] | undefined): string {
  const spell = (elements: KeySchemaElement[] = []): string =>
    elements
      .toSorted((left, right) => String(left.KeyType).localeCompare(String(right.KeyType)))
      .map(({ AttributeName }) => AttributeName)
      .join('+');
  const spelled = (indexes ?? []).map(({ IndexName, KeySchema }) => `${IndexName}: ${spell(KeySchema)}`);
  return [spell(keys), ...spelled.sort()].join(', ');
}

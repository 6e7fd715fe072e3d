import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { account } from '../local/account.ts';
import { clientSettings } from '../local/emulators/client-settings.ts';
import { runKey, tallyKey } from '../shared/table/keys.ts';
import { type Bench, fullRun, stream } from './bench-product.ts';
import { type Figure, figure, progress } from './figure.ts';
import { itemSize } from './item-size.ts';
import { recordCount } from './source/records.ts';

/** One row a record in a log table of PostgreSQL, with its indexes: 150 to 190 bytes, measured for the design. */
const bytesPerRow = 150;

/** What one run in which nothing has changed leaves in the trail table, a record. Copies in indexes are not in it. */
export async function trailBytesPerRecord(bench: Bench): Promise<Figure[]> {
  const { runId } = await fullRun(bench, 'unchanged');
  const { runtime } = bench.product;
  const client = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  const org = account.accountId;
  const table = runtime.resource('Storage/Trail/Table');
  const bytes = await bytesByKind(client, table, runKey(org, runId).pk);
  for (let group = 0; ; group++) {
    const ofGroup = await bytesByKind(client, table, tallyKey({ org, runId, stream }, group).pk);
    if (ofGroup.size === 0) break;
    for (const [kind, size] of ofGroup) bytes.set(kind, (bytes.get(kind) ?? 0) + size);
  }
  client.destroy();
  progress(`trail-bytes-per-record: ${[...bytes].map(([kind, size]) => `${kind} ${size}`).join(', ')} bytes`);
  const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
  return [figure('trail-bytes-per-record', total / recordCount, 'bytes', bytesPerRow)];
}

/** Of one partition, by what the sort key begins with. */
async function bytesByKind(client: DynamoDBClient, table: string, pk: string): Promise<Map<string, number>> {
  const bytes = new Map<string, number>();
  let startKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    for (const item of page.Items ?? []) {
      const kind = item['sk']?.S?.split('#')[0] ?? '';
      bytes.set(kind, (bytes.get(kind) ?? 0) + itemSize(item));
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return bytes;
}

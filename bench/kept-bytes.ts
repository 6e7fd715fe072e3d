import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Runtime } from '../local/runtime.ts';
import { requireStep } from '../shared/steps/require-step.ts';
import { groupOfChunk, runKey, tallyKey } from '../shared/table/keys.ts';
import type { StepInput } from '../shared/workflow/workflow.ts';
import { itemSize } from './item-size.ts';
import type { MadeLog } from './made-runs/made-log.ts';
import { bytesAroundItem } from './naive-table.ts';

export interface KeptBytes {
  /** Blocks, summaries and tallies. */
  readonly hot: number;
  /** The run, its step, and the run's copies in the indexes. */
  readonly lasting: number;
  /** The run's files, and all of its stream's index. */
  readonly archived: number;
}

/** The table's indexes, each with a copy of the run. */
const indexesOfRuns = 2;

/** What DynamoDB and S3 bill for keeping a run, in bytes. */
export async function keptByRun(
  { resource }: Runtime,
  { stores, deps, integrationId }: MadeLog,
  run: StepInput,
): Promise<KeptBytes> {
  const table = resource('Storage/Trail/Table');
  const bytesOf = (pk: string) => bytesOfPartition(stores.dynamodb, table, pk);
  const { pull } = await requireStep(deps.steps, run);
  let hot = 0;
  for (let group = 0; group <= groupOfChunk(pull.nextChunk - 1); group++) hot += await bytesOf(tallyKey(run, group).pk);
  const runItem = await stores.trail.get(runKey(run.org, run.runId));
  const copies = indexesOfRuns * Buffer.byteLength(JSON.stringify(runItem));
  let archived = 0;
  const Bucket = resource('Storage/Archive/Bucket');
  for (const Prefix of [`${run.org}/runs/${run.runId}/`, `${run.org}/search/${integrationId}/`]) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: stores.s3 }, { Bucket, Prefix })) {
      archived += Contents.reduce((sum, { Size = 0 }) => sum + Size, 0);
    }
  }
  return { hot, lasting: (await bytesOf(runKey(run.org, run.runId).pk)) + copies, archived };
}

async function bytesOfPartition(client: DynamoDBClient, TableName: string, pk: string): Promise<number> {
  const query = { TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } };
  let bytes = 0;
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    bytes += Items.reduce((sum, item) => sum + itemSize(item) + bytesAroundItem, 0);
  }
  return bytes;
}

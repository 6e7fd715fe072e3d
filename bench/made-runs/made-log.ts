import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { account } from '../../local/account.ts';
import type { Runtime } from '../../local/runtime.ts';
import { archiveStep } from '../../shared/archive/archive-step.ts';
import { finishArchive } from '../../shared/archive/finish-archive.ts';
import { mergeIndex } from '../../shared/search/merge-index.ts';
import { mergeIndexesOfRun } from '../../shared/search/merge-when-due.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { blockKey, groupOfChunk, summaryKey, tallyKey } from '../../shared/table/keys.ts';
import type { Key } from '../../shared/table/table.ts';
import { isExpired } from '../../shared/trail/retention.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';
import { stream } from '../bench-product.ts';
import type { Meter } from '../meter.ts';
import { batchesOf } from './batches-of.ts';
import type { MadeRun } from './chunks-of-run.ts';
import { createLogDependencies, type LogDependencies } from './log-dependencies.ts';
import { type ProductStores, storesOfProduct } from './stores-of-product.ts';
import { writeRun } from './write-run.ts';

const org = account.accountId;
/** DynamoDB's limit. */
const itemsPerBatch = 25;
/** The sweep sends a run to the archive within a minute of its end. */
const untilSwept = 60_000;
/** Lambda's limit. */
const remainingMs = () => 900_000;

/** The log of one integration in the embedded product, filled with runs of the past. */
export class MadeLog {
  readonly integrationId: string;
  readonly stores: ProductStores;
  readonly deps: LogDependencies;
  readonly #clock = { now: Date.now() };
  readonly #trailTable: string;

  constructor(runtime: Runtime, integrationId: string, meter?: Meter) {
    this.integrationId = integrationId;
    this.stores = storesOfProduct(runtime, meter);
    this.deps = createLogDependencies(this.stores, this.#clock);
    this.#trailTable = runtime.resource('Storage/Trail/Table');
  }

  write(run: MadeRun): Promise<StepInput> {
    return writeRun(this.deps, this.#clock, this.integrationId, run);
  }

  /** As the state machine would, a minute later. */
  async archive(step: StepInput): Promise<void> {
    this.#clock.now += untilSwept;
    while ((await archiveStep(this.deps, step, remainingMs)).more);
    await finishArchive(this.deps, step);
  }

  /** What the state machine does last: merges where that is due. */
  mergeWhenDue(run: StepInput): Promise<void> {
    return mergeIndexesOfRun(this.deps, run);
  }

  async mergeAll(): Promise<void> {
    let result = await mergeIndex(this.deps, this.#stream);
    while (result.kind === 'merged' && result.more) result = await mergeIndex(this.deps, this.#stream);
    if (result.kind === 'lost') throw new Error('Somebody else merged the index.');
  }

  /** How many runs a search looks into one by one. */
  async unmerged(): Promise<number> {
    return (await this.deps.indexes.get(this.#stream))?.unmerged.length ?? 0;
  }

  /** Deletes what has expired of a hot copy, as DynamoDB does on AWS. Answers whether it had. */
  async reap(input: StepInput, now: number): Promise<boolean> {
    const step = await requireStep(this.deps.steps, input);
    if (!isExpired(step.hotUntil, now)) return false;
    const chunks = Array.from({ length: step.pull.nextChunk }, (_, chunk) => ({ ...input, chunk }));
    const groups = Array.from({ length: groupOfChunk(step.pull.nextChunk - 1) + 1 }, (_, group) => group);
    const keys = [
      ...groups.map((group) => tallyKey(input, group)),
      ...chunks.flatMap((chunk) => [summaryKey(chunk), blockKey(chunk)]),
    ];
    for (const some of batchesOf(keys, itemsPerBatch)) await this.#delete(some);
    return true;
  }

  destroy(): void {
    this.stores.destroy();
  }

  get #stream() {
    return { org, integrationId: this.integrationId, stream };
  }

  async #delete(keys: readonly Key[]): Promise<void> {
    const requests = keys.map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }));
    await this.stores.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [this.#trailTable]: requests } }));
  }
}

import { type StreamOfIntegration, streamLockKey } from '../table/keys.ts';
import type { Condition, Table } from '../table/table.ts';
import { equals, itemAbsent } from '../table/update-expression.ts';

export type LockResult = { readonly kind: 'held' } | { readonly kind: 'busy'; readonly runId: string };

/** One run at a time for each integration and stream. A lock has no lease: it ends with its run, which always ends. */
export class StreamLockStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  /** The run that holds a stream. */
  async holder(stream: StreamOfIntegration): Promise<string | undefined> {
    const item = await this.#registry.get(streamLockKey(stream), { consistent: true });
    return item && String(item['runId']);
  }

  /** `instead` names a run that has ended without letting go: its lock is taken over. */
  async acquire(stream: StreamOfIntegration, runId: string, instead?: string): Promise<LockResult> {
    const condition: Condition = instead === undefined ? itemAbsent : equals('runId', instead);
    const put = await this.#registry.put({ ...streamLockKey(stream), runId }, condition);
    if (put.kind === 'written') return { kind: 'held' };
    const holder = await this.holder(stream);
    // The lock was let go between the two requests.
    if (holder === undefined) return this.acquire(stream, runId);
    return holder === runId ? { kind: 'held' } : { kind: 'busy', runId: holder };
  }

  /** Lets go of a stream if this run holds it. */
  async release(stream: StreamOfIntegration, runId: string): Promise<void> {
    await this.#registry.delete(streamLockKey(stream), equals('runId', runId));
  }
}

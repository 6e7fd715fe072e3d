import { type ChunkOfStep, chunkLeaseKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import { equals } from '../table/update-expression.ts';

export type LeaseResult =
  | { readonly kind: 'held' }
  /** Somebody else has it, at most until then (epoch milliseconds). */
  | { readonly kind: 'busy'; readonly until: number };

/**
 * Who sends a chunk to its target: one worker at a time, although the queue may hand it to two. Their requests cannot be
 * made conditional, as writes to a table are. A lease lasts as long as its worker can live.
 */
export class ChunkLeaseStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  async take(chunk: ChunkOfStep, holder: string, until: number): Promise<LeaseResult> {
    const now = this.#now();
    const expiresAt = Math.ceil(until / 1000);
    const put = await this.#trail.put(
      { ...chunkLeaseKey(chunk), holder, until, expiresAt },
      {
        condition: 'attribute_not_exists(pk) OR #until < :now',
        names: { '#until': 'until' },
        values: { ':now': now },
      },
    );
    if (put.kind === 'written') return { kind: 'held' };
    const item = await this.#trail.get(chunkLeaseKey(chunk), { consistent: true });
    return { kind: 'busy', until: Number(item?.['until'] ?? now) };
  }

  async release(chunk: ChunkOfStep, holder: string): Promise<void> {
    await this.#trail.delete(chunkLeaseKey(chunk), equals('holder', holder));
  }
}

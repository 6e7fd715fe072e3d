import { exportPartKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { allOf, equals, itemAbsent } from '../table/update-expression.ts';
import { isExpired } from '../trail/retention.ts';
import type { UnreadablePart } from '../trail/unreadable-part-error.ts';
import type { ExportPart, WrittenFile } from './export-part.ts';

/** What became of a part. `since` is when: epoch milliseconds. */
export type PartState =
  | { readonly kind: 'claimed'; readonly since: number }
  | {
      readonly kind: 'written';
      readonly since: number;
      readonly files: readonly WrittenFile[];
      /** Parts of the archive that could not be read: what they hold is not in the files. */
      readonly unreadable?: readonly UnreadablePart[];
    }
  | { readonly kind: 'failed'; readonly since: number; readonly reason: string };

/**
 * The files are kept for a day, and an address of one works for an hour: what was written 23 hours ago is made anew, so
 * that no address outlives its file.
 */
const secondsKept = 23 * 3600;

/**
 * Which parts of exports are being written, and where those are that have been. Of two who ask for the same part at the
 * same time, one gets the claim; a claim that came to nothing is given to the next one who asks.
 */
export class ExportStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  /** By position; undefined where nobody has asked for the part yet, or its files are too old. */
  async read(parts: readonly ExportPart[]): Promise<(PartState | undefined)[]> {
    const keys = parts.map((part) => exportPartKey(part, part));
    const items = await this.#trail.batchGet(keys, { consistent: true });
    const bySk = new Map(items.map((item) => [item.sk, item]));
    return keys.map(({ sk }) => this.#stateOf(bySk.get(sk)));
  }

  /** Refused where somebody was quicker: the part is no longer in the state that was seen. */
  async claim(part: ExportPart, seen: PartState | undefined): Promise<'claimed' | 'refused'> {
    const key = exportPartKey(part, part);
    const expired = { condition: '#expiresAt <= :now', names: { '#expiresAt': 'expiresAt' } };
    const unchanged = seen
      ? allOf(equals('kind', seen.kind), equals('since', seen.since))
      : {
          condition: `${itemAbsent.condition} OR ${expired.condition}`,
          names: expired.names,
          values: { ':now': Math.floor(this.#now() / 1000) },
        };
    const put = await this.#trail.put({ ...key, ...this.#stamped({ kind: 'claimed' }) }, unchanged);
    return put.kind === 'written' ? 'claimed' : 'refused';
  }

  /** Whoever has written the files of a part may say so: they are the same each time. */
  async noteWritten(
    part: ExportPart,
    { files, unreadable }: { files: readonly WrittenFile[]; unreadable: readonly UnreadablePart[] },
  ): Promise<void> {
    const state = { kind: 'written', files, ...(unreadable.length > 0 && { unreadable }) };
    await this.#trail.put({ ...exportPartKey(part, part), ...this.#stamped(state) });
  }

  /** Without effect on a part that has been written after all. */
  async noteFailed(part: ExportPart, reason: string): Promise<void> {
    const failed = { ...exportPartKey(part, part), ...this.#stamped({ kind: 'failed', reason }) };
    await this.#trail.put(failed, equals('kind', 'claimed'));
  }

  #stamped(state: Record<string, unknown>): Record<string, unknown> {
    const since = this.#now();
    return { ...state, since, expiresAt: Math.floor(since / 1000) + secondsKept };
  }

  #stateOf(item: Item | undefined): PartState | undefined {
    if (!item || isExpired(Number(item['expiresAt']), this.#now())) return undefined;
    const { pk, sk, expiresAt, ...state } = item;
    return state as unknown as PartState;
  }
}

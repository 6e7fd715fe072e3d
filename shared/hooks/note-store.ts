import { ulid } from 'ulid';
import {
  type HookOfIntegration,
  hookMarkKey,
  hookMarksOf,
  hookNoteKey,
  hookNotesOf,
  hookSeenKey,
} from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { equals } from '../table/update-expression.ts';
import { expiryAfter, isExpired } from '../trail/retention.ts';

/** What one delivery said of one stream. */
export interface Note {
  readonly stream: string;
  /** Null where the source is to be asked what changed. */
  readonly ids: readonly string[] | null;
  /** Hash of the delivery: who sends it again while it waits writes the same note. */
  readonly delivery: string;
}

export interface StoredNote extends Note {
  /** Differs from writing to writing. */
  readonly mark: string;
}

/** Longer than any run goes; what cannot be worked off for a week is left to a run that reads everything. */
const noteDays = 7;
/** Sources repeat what was not answered for hours. */
const seenDays = 1;
/** So far the clocks of two workers may be apart. */
const clockSkewMs = 1_000;

/**
 * What webhooks have told, until a run takes it up. A note for each delivery: a set of ids in one item would be written
 * anew, all of it, with every id that is added.
 */
export class NoteStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  async add(of: HookOfIntegration, { stream, ids, delivery }: Note): Promise<void> {
    const now = this.#now();
    const expiresAt = expiryAfter(now, noteDays);
    await this.#trail.put({ ...hookNoteKey(of, stream, delivery), stream, ids, delivery, mark: ulid(now), expiresAt });
  }

  /** What waits for a stream, oldest deliveries in no order; at most `limit`, and whether there is more. */
  async list(of: HookOfIntegration, stream: string, limit: number): Promise<{ notes: StoredNote[]; more: boolean }> {
    const { pk, prefix } = hookNotesOf(of, stream);
    const notes: StoredNote[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#trail.query({
        where: 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': pk, ':prefix': prefix },
        consistent: true,
        limit: limit - notes.length,
        ...(startKey && { startKey }),
      });
      notes.push(...page.items.filter((item) => !isExpired(Number(item['expiresAt']), this.#now())).map(noteOfItem));
      startKey = page.lastKey;
    } while (startKey && notes.length < limit);
    return { notes, more: startKey !== undefined };
  }

  /** A note that was written again since it was read speaks of a later change, and stays. */
  async remove(of: HookOfIntegration, notes: readonly StoredNote[]): Promise<void> {
    let next = 0;
    const lane = async () => {
      for (let note = notes[next++]; note; note = notes[next++]) {
        await this.#trail.delete(hookNoteKey(of, note.stream, note.delivery), equals('mark', note.mark));
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
  }

  /** Whether one of these was taken in before. */
  async wasSeen(of: HookOfIntegration, deliveries: readonly string[]): Promise<boolean> {
    const keys = deliveries.map((delivery) => hookSeenKey(of, delivery));
    const found = await this.#trail.batchGet(keys, { consistent: true });
    return found.some((item) => !isExpired(Number(item['expiresAt']), this.#now()));
  }

  async noteSeen(of: HookOfIntegration, deliveries: readonly string[]): Promise<void> {
    const expiresAt = expiryAfter(this.#now(), seenDays);
    await this.#trail.batchPut(deliveries.map((delivery) => ({ ...hookSeenKey(of, delivery), expiresAt })));
  }

  /** Notes that a message is on the queue which no worker gets before `dueAt` (epoch milliseconds). */
  async noteSent(of: HookOfIntegration, stream: string, dueAt: number): Promise<void> {
    await this.#trail.put({ ...hookMarkKey(of, stream), dueAt, expiresAt: expiryAfter(dueAt, noteDays) });
  }

  /** Whether a message is on the queue whose worker will see everything that is noted by now. */
  async isSent(of: HookOfIntegration, stream: string): Promise<boolean> {
    const item = await this.#trail.get(hookMarkKey(of, stream), { consistent: true });
    return Number(item?.['dueAt'] ?? 0) > this.#now() + clockSkewMs;
  }

  /** Streams whose latest message was due before `time` (epoch milliseconds); whether they have notes is not looked at. */
  async dueBefore(of: HookOfIntegration, time: number): Promise<string[]> {
    const { pk, prefix } = hookMarksOf(of);
    const { items } = await this.#trail.query({
      where: 'pk = :pk AND begins_with(sk, :prefix)',
      values: { ':pk': pk, ':prefix': prefix },
    });
    const overdue = items.filter(({ dueAt, expiresAt }) => {
      return Number(dueAt) < time && !isExpired(Number(expiresAt), this.#now());
    });
    return overdue.map(({ sk }) => decodeURIComponent(String(sk).slice(prefix.length)));
  }
}

function noteOfItem(item: Item): StoredNote {
  const { stream, ids, delivery, mark } = item as unknown as StoredNote;
  return { stream, ids, delivery, mark };
}

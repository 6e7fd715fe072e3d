import type { DeletionState, StagedDeletions } from '../api/deletion.ts';
import type { PageRequest } from '../api/list.ts';
import type { Objects } from '../objects/objects.ts';
import { type StepOfRun, type StreamOfIntegration, stagedDeletionsKey, stagedDeletionsOf } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { allOf, equals, itemAbsent, updateOf } from '../table/update-expression.ts';
import { isExpired } from '../trail/retention.ts';

/** As they are kept: what has run out of time is still PENDING here. */
export interface StoredDeletions extends StagedDeletions {
  readonly org: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

export interface Decision {
  readonly state: DeletionState;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
  readonly deletionRunId: string | null;
}

export const undecided: Decision = {
  state: 'PENDING',
  decidedBy: null,
  decidedAt: null,
  reason: null,
  deletionRunId: null,
};

/** As long as the run that found them may be kept at most by default. */
const keyDays = 30;
const bytesPerKey = 8;
const digitsPerKey = 2 * bytesPerKey;

/** Deletions that wait for an answer, by integration, stream and the run that found them. */
export class StagedDeletionStore {
  readonly #trail: Table;
  readonly #payloads: Objects;
  readonly #now: () => number;

  constructor(trail: Table, payloads: Objects, now: () => number) {
    this.#trail = trail;
    this.#payloads = payloads;
    this.#now = now;
  }

  /** Doing it again changes nothing. The keys are there before anybody can say yes to them. */
  async stage(deletions: StoredDeletions, keys: readonly string[]): Promise<void> {
    await this.#payloads.put(objectOf(deletions), Buffer.from(keys.join(''), 'hex'), { days: keyDays });
    await this.#trail.put({ ...stagedDeletionsKey(deletions), ...deletions }, itemAbsent);
  }

  async get(step: StepOfRun & StreamOfIntegration): Promise<StoredDeletions | undefined> {
    const item = await this.#trail.get(stagedDeletionsKey(step), { consistent: true });
    return item && this.#read(item);
  }

  /** Key hashes of the records, in hexadecimal. Throws where they are gone or damaged. */
  async keys(step: StepOfRun): Promise<string[]> {
    const bytes = await this.#payloads.get(objectOf(step));
    if (bytes === undefined) throw new Error(`${objectOf(step)} is no longer there; a new full run finds them again.`);
    if (bytes.byteLength % bytesPerKey !== 0) throw new Error(`${objectOf(step)} is damaged.`);
    const digits = Buffer.from(bytes).toString('hex');
    return Array.from({ length: digits.length / digitsPerKey }, (_, index) =>
      digits.slice(index * digitsPerKey, (index + 1) * digitsPerKey),
    );
  }

  /** Of several who decide at once, one does. */
  async decide(seen: StepOfRun & StreamOfIntegration, decision: Decision): Promise<StoredDeletions | 'refused'> {
    const updated = await this.#trail.update(
      stagedDeletionsKey(seen),
      updateOf({ set: { ...decision } }, equals('state', undecided.state)),
    );
    return updated.kind === 'written' ? this.#read(updated.item) : 'refused';
  }

  /** Takes an approval back that came to nothing, unless another one has taken its place. */
  async reopen(approved: StoredDeletions): Promise<void> {
    const asSeen = allOf(equals('state', approved.state), equals('deletionRunId', approved.deletionRunId));
    await this.#trail.update(stagedDeletionsKey(approved), updateOf({ set: { ...undecided } }, asSeen));
  }

  /** What earlier runs of a stream staged, and nobody has decided on. */
  async pending(stream: StreamOfIntegration): Promise<StoredDeletions[]> {
    const all: StoredDeletions[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#query(stream.org, stream, after, 1000);
      all.push(...items);
      after = lastKey;
    } while (after);
    return all.filter(({ state }) => state === 'PENDING');
  }

  /** By integration and stream, each newest first. The cursor is the key of the last one looked at. */
  async list(
    org: string,
    { integrationId, state }: { integrationId?: string | undefined; state?: DeletionState | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<{ items: StoredDeletions[]; next: string | null }> {
    const found: StoredDeletions[] = [];
    let next = cursor;
    do {
      const { pk } = stagedDeletionsOf(org);
      const startKey = next === null ? undefined : { pk, sk: next };
      const wanted = integrationId === undefined ? {} : { integrationId };
      const { items, lastKey } = await this.#query(org, wanted, startKey, limit - found.length);
      found.push(...items.filter((one) => state === undefined || one.state === state));
      next = lastKey ? String(lastKey['sk']) : null;
    } while (next !== null && found.length < limit);
    return { items: found, next };
  }

  async #query(
    org: string,
    of: { readonly integrationId?: string; readonly stream?: string },
    startKey: Record<string, unknown> | undefined,
    limit: number,
  ) {
    const { pk, prefix } = stagedDeletionsOf(org, of);
    const { items, lastKey } = await this.#trail.query({
      where: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
      values: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
      newestFirst: true,
      consistent: true,
      limit,
      ...(startKey && { startKey }),
    });
    const kept = items.map((item) => this.#read(item)).filter(({ expiresAt }) => !isExpired(expiresAt, this.#now()));
    return { items: kept, lastKey };
  }

  #read(item: Item): StoredDeletions {
    return readDeletions(item, this.#now());
  }
}

/** As they stand: time decides by itself, to the second, and needs nobody to write it down. */
export function readDeletions(item: Item, now: number): StoredDeletions {
  const { pk, sk, ...rest } = item;
  const deletions = rest as unknown as StoredDeletions;
  if (deletions.state !== 'PENDING' || Date.parse(deletions.decideBy) > now) return deletions;
  const reason = 'Nobody decided in time, so nothing was deleted. The next full run finds them again.';
  return { ...deletions, state: 'EXPIRED', decidedBy: 'system', decidedAt: deletions.decideBy, reason };
}

const objectOf = ({ org, runId, stream }: StepOfRun): string => `${org}/staged/${runId}/${encodeURIComponent(stream)}`;

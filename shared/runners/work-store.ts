import { type RunnerWork, runnerWorkKey, runnerWorkOf } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { allOf, equals, updateOf } from '../table/update-expression.ts';

/** A stream of a run that a runner is to read. */
export interface OfferedWork extends RunnerWork {
  /** Of the state that waits for it. */
  readonly taskToken: string;
  /** Epoch seconds; what is left of a run that ended otherwise is gone with it. */
  readonly expiresAt: number;
}

export interface StoredWork extends OfferedWork {
  /** Who took it last; null where nobody did, or they gave it back. */
  readonly runnerId: string | null;
  /** Epoch milliseconds. */
  readonly leaseUntil: number;
  /** How often it was taken. */
  readonly attempt: number;
  /** Epoch milliseconds; it waits until then. */
  readonly notBefore: number;
  /** How often in a row a runner died of it, or said that it crashed. */
  readonly crashes: number;
  /** Pages that were safe when it was taken. */
  readonly pagesWhenTaken: number;
}

export interface Lease {
  readonly runnerId: string;
  readonly attempt: number;
}

const untaken = { runnerId: null, leaseUntil: 0, attempt: 0, notBefore: 0, crashes: 0, pagesWhenTaken: 0 };

/** Work that waits for runners, a collection for each pool, and their leases on it. */
export class WorkStore {
  readonly #trail: Table;

  constructor(trail: Table) {
    this.#trail = trail;
  }

  /** Offering it again only renews the token: a lease stands. */
  async offer({ org, pool, runId, stream, taskToken, expiresAt }: OfferedWork): Promise<StoredWork> {
    const offered = { org, pool, runId, stream, taskToken, expiresAt };
    const written = await this.#trail.update(runnerWorkKey(offered), updateOf({ set: offered }));
    if (written.kind === 'refused') throw new Error('A write without a condition was refused.');
    return workOfItem(written.item);
  }

  async get(work: RunnerWork): Promise<StoredWork | undefined> {
    const item = await this.#trail.get(runnerWorkKey(work), { consistent: true });
    return item && workOfItem(item);
  }

  /** All of a pool, or of one run, the oldest run first. */
  async list(org: string, pool: string, runId?: string): Promise<StoredWork[]> {
    const { pk, prefix } = runnerWorkOf(org, pool, runId);
    const { items } = await this.#trail.query({
      where: 'pk = :pk AND begins_with(sk, :prefix)',
      values: { ':pk': pk, ':prefix': prefix },
    });
    return items.map(workOfItem);
  }

  /** Of several that take it as it was seen, one gets it. */
  async take(
    seen: StoredWork,
    taken: Pick<StoredWork, 'runnerId' | 'leaseUntil' | 'crashes' | 'pagesWhenTaken'>,
  ): Promise<StoredWork | 'lost'> {
    const asSeen = allOf(unless('attempt', seen.attempt), unless('leaseUntil', seen.leaseUntil));
    const changes = { set: { ...taken, attempt: seen.attempt + 1, notBefore: 0 } };
    // The token's condition also keeps work that was removed from coming back.
    const condition = allOf(equals('runId', seen.runId), asSeen);
    const written = await this.#trail.update(runnerWorkKey(seen), updateOf(changes, condition));
    return written.kind === 'written' ? workOfItem(written.item) : 'lost';
  }

  /** Keeps, changes or gives back what the lease covers; `overtaken` where somebody else has it by now, or nobody may. */
  async hold(
    work: RunnerWork,
    { runnerId, attempt }: Lease,
    set: Partial<Pick<StoredWork, 'runnerId' | 'leaseUntil' | 'notBefore' | 'crashes' | 'pagesWhenTaken'>>,
  ): Promise<StoredWork | 'overtaken'> {
    const mine = allOf(equals('runnerId', runnerId), equals('attempt', attempt));
    const written = await this.#trail.update(runnerWorkKey(work), updateOf({ set }, mine));
    return written.kind === 'written' ? workOfItem(written.item) : 'overtaken';
  }

  /** Notes that runners die of it, so that it is not given to a further one. */
  async noteCrashes(seen: StoredWork, crashes: number): Promise<void> {
    const changes = { set: { crashes, runnerId: null } };
    await this.#trail.update(runnerWorkKey(seen), updateOf(changes, equals('attempt', seen.attempt)));
  }

  async remove(work: RunnerWork): Promise<void> {
    await this.#trail.delete(runnerWorkKey(work));
  }
}

/** An attribute that was never written stands for its value at first, which is 0. */
function unless(attribute: string, value: number): Condition {
  if (value !== 0) return equals(attribute, value);
  return {
    condition: `attribute_not_exists(#${attribute}) OR #${attribute} = :is_${attribute}`,
    names: { [`#${attribute}`]: attribute },
    values: { [`:is_${attribute}`]: 0 },
  };
}

function workOfItem(item: Item): StoredWork {
  const { pk, sk, ...work } = item;
  return { ...untaken, ...(work as unknown as OfferedWork) };
}

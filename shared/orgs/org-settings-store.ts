import { retentionSettingsKey } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { equals, itemAbsent } from '../table/update-expression.ts';
import { defaultRetention, type Retention } from '../trail/retention.ts';

export type RetentionChanged =
  | { readonly kind: 'changed'; readonly retention: Retention }
  /** Together with what stays as it is, the hot copy would outlast the archive; this is what it would have come to. */
  | { readonly kind: 'hot-outlasts-archive'; readonly retention: Retention };

interface StoredRetention extends Retention {
  /** What started before (epoch milliseconds) was not kept for so long. */
  readonly reachesFrom: number;
  /** Grows with every write; a write names the one it has seen. */
  readonly revision: number;
}

const msPerDay = 86_400_000;
const neverSet: StoredRetention = { ...defaultRetention, reachesFrom: 0, revision: 0 };

/** Whoever loses a race reads what won and tries again; so many in a row lost is no race any more. */
const attempts = 20;

/** What an org has decided for all of its integrations. */
export class OrgSettingsStore {
  readonly #registry: Table;
  readonly #now: () => number;

  constructor(registry: Table, now: () => number) {
    this.#registry = registry;
    this.#now = now;
  }

  /** What applies to a run that starts now. */
  async retention(org: string): Promise<Retention> {
    const { hotDays, archiveDays } = await this.#read(org);
    return { hotDays, archiveDays };
  }

  /** Changes what is given and leaves the rest. */
  async changeRetention(org: string, change: Partial<Retention>): Promise<RetentionChanged> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const seen = await this.#read(org);
      const retention: Retention = {
        hotDays: change.hotDays ?? seen.hotDays,
        archiveDays: change.archiveDays ?? seen.archiveDays,
      };
      if (retention.hotDays > retention.archiveDays) return { kind: 'hot-outlasts-archive', retention };
      const { kind } = await this.#registry.put(
        {
          ...retentionSettingsKey(org),
          ...retention,
          reachesFrom: reachOf(seen, this.#now()),
          revision: seen.revision + 1,
        },
        ifAsSeen(seen),
      );
      if (kind === 'written') return { kind: 'changed', retention };
    }
    throw new Error(`The retention of ${org} was changed by others ${attempts} times in a row.`);
  }

  /**
   * Since when (epoch milliseconds) every run that started is still kept. Days that were added lately do not bring
   * back what had expired by then.
   */
  async trailReach(org: string): Promise<number> {
    return reachOf(await this.#read(org), this.#now());
  }

  async #read(org: string): Promise<StoredRetention> {
    const item = await this.#registry.get(retentionSettingsKey(org), { consistent: true });
    return item ? retentionOfItem(item) : neverSet;
  }
}

const reachOf = ({ archiveDays, reachesFrom }: StoredRetention, now: number): number =>
  Math.max(now - archiveDays * msPerDay, reachesFrom);

const ifAsSeen = ({ revision }: StoredRetention): Condition =>
  revision === 0 ? itemAbsent : equals('revision', revision);

function retentionOfItem({ hotDays, archiveDays, reachesFrom, revision }: Item): StoredRetention {
  return {
    hotDays: Number(hotDays),
    archiveDays: Number(archiveDays),
    reachesFrom: Number(reachesFrom),
    revision: Number(revision),
  };
}

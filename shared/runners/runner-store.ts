import type { Runner } from '../api/runner.ts';
import { runnerKey, runnerOrgKey, runnersOf } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { itemAbsent, itemExists, updateOf } from '../table/update-expression.ts';

/** A runner as it is kept. */
export interface StoredRunner {
  readonly org: string;
  readonly runnerId: string;
  readonly name: string;
  readonly pool: string;
  /** SHA-256 of its token's secret, in hexadecimal. */
  readonly tokenHash: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
  readonly lastSeenAt: string | null;
  readonly version: string | null;
  readonly hostname: string | null;
}

/** A runner asks again within 20 s, and gives a sign of life every 15 s while it works; one of them may get lost. */
const silentMs = 60_000;

/** The runners of all orgs. A revoked one stays listed, so that nobody wonders what became of it. */
export class RunnerStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  /** First whose org it is: without the runner itself that lets nobody in. */
  async create(runner: StoredRunner): Promise<void> {
    const { org, runnerId } = runner;
    await this.#registry.put({ ...runnerOrgKey(runnerId), org }, itemAbsent);
    await this.#registry.put({ ...runnerKey(org, runnerId), ...runner }, itemAbsent);
  }

  async get(org: string, runnerId: string): Promise<StoredRunner | undefined> {
    return runnerOf(await this.#registry.get(runnerKey(org, runnerId), { consistent: true }));
  }

  /** The runner with an id, whosever it is. */
  async find(runnerId: string): Promise<StoredRunner | undefined> {
    const found = await this.#registry.get(runnerOrgKey(runnerId));
    return found && this.get(String(found['org']), runnerId);
  }

  /** All of an org, the oldest first. */
  async list(org: string): Promise<StoredRunner[]> {
    const runners: StoredRunner[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#registry.query({
        where: 'pk = :pk',
        values: { ':pk': runnersOf(org).pk },
        consistent: true,
        ...(startKey && { startKey }),
      });
      runners.push(...items.map(runnerOf).filter((runner) => runner !== undefined));
      startKey = lastKey;
    } while (startKey);
    return runners;
  }

  /** Undefined where there is none. Revoking it again changes nothing. */
  async revoke(org: string, runnerId: string, at: string): Promise<StoredRunner | undefined> {
    const seen = await this.get(org, runnerId);
    if (!seen || seen.revokedAt !== null) return seen;
    const changed = await this.#registry.update(
      runnerKey(org, runnerId),
      updateOf({ set: { revokedAt: at } }, itemExists),
    );
    return changed.kind === 'written' ? runnerOf(changed.item) : undefined;
  }

  async noteSeen(
    { org, runnerId }: StoredRunner,
    seen: Pick<StoredRunner, 'lastSeenAt'> & Partial<Pick<StoredRunner, 'version' | 'hostname'>>,
  ): Promise<void> {
    await this.#registry.update(runnerKey(org, runnerId), updateOf({ set: seen }, itemExists));
  }
}

/** A runner as the API shows it. */
export function presentRunner({ org, tokenHash, ...runner }: StoredRunner, now: number): Runner {
  const isOnline = runner.lastSeenAt !== null && now - Date.parse(runner.lastSeenAt) < silentMs;
  return { ...runner, state: runner.revokedAt !== null ? 'revoked' : isOnline ? 'online' : 'offline' };
}

function runnerOf(item: Item | undefined): StoredRunner | undefined {
  if (item === undefined) return undefined;
  const { pk, sk, ...runner } = item;
  return runner as unknown as StoredRunner;
}

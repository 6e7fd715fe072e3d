import type { Run } from '../api/run.ts';
import { healthKey } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { equals, itemAbsent } from '../table/update-expression.ts';
import { type Anomaly, anomalyOf, mostHistory, type Volume } from './volume.ts';

/** What is remembered of an integration's runs when they themselves have expired. */
export interface Health {
  /** The newest run that took everything its source had, and when it ended. */
  readonly lastSuccess: { readonly runId: string; readonly endedAt: string } | null;
  /** By stream: full runs, oldest first. */
  readonly volumes: Readonly<Record<string, readonly Volume[]>>;
  /** By stream: what was unusual in its last full run. */
  readonly anomalies: Readonly<Record<string, Anomaly>>;
}

interface StoredHealth extends Health {
  readonly revision: number;
}

export const noHealth: Health = { lastSuccess: null, volumes: {}, anomalies: {} };
const neverNoted: StoredHealth = { ...noHealth, revision: 0 };

/** Runs of different streams may end at once; so many races lost in a row are none. */
const attempts = 20;

export class HealthStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  async get(org: string, integrationId: string): Promise<Health> {
    return this.#read(org, integrationId);
  }

  /** All of an org by integration; who has had no run is not among them. */
  async ofOrg(org: string): Promise<Map<string, Health>> {
    const found = new Map<string, Health>();
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#registry.query({
        where: 'pk = :pk',
        values: { ':pk': healthKey(org, '').pk },
        ...(startKey && { startKey }),
      });
      for (const item of page.items) found.set(item.sk, healthOf(item));
      startKey = page.lastKey;
    } while (startKey);
    return found;
  }

  /** Adds what a run that has ended shows; again changes nothing. */
  async note(org: string, run: Run): Promise<Health> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const seen = await this.#read(org, run.integrationId);
      const health = withRun(seen, run);
      if (health === seen) return seen;
      const item = { ...healthKey(org, run.integrationId), ...health, revision: seen.revision + 1 };
      const { kind } = await this.#registry.put(item, ifAsSeen(seen));
      if (kind === 'written') return health;
    }
    throw new Error(`The health of ${run.integrationId} was changed by others ${attempts} times in a row.`);
  }

  async forget(org: string, integrationId: string): Promise<void> {
    await this.#registry.delete(healthKey(org, integrationId));
  }

  async #read(org: string, integrationId: string): Promise<StoredHealth> {
    const item = await this.#registry.get(healthKey(org, integrationId), { consistent: true });
    return item ? healthOf(item) : neverNoted;
  }
}

const ifAsSeen = ({ revision }: StoredHealth): Condition =>
  revision === 0 ? itemAbsent : equals('revision', revision);

/** The same object where the run adds nothing. Ids of runs are in the order of their starts. */
function withRun<Before extends Health>(before: Before, run: Run): Before {
  let health = before;
  if (run.outcome === 'SUCCESS' && run.type !== 'background') {
    if (run.endedAt !== null && run.endedAt > (health.lastSuccess?.endedAt ?? '')) {
      health = { ...health, lastSuccess: { runId: run.runId, endedAt: run.endedAt } };
    }
    if (run.type === 'full') for (const stream of run.streams) health = withVolume(health, stream, run);
  }
  return health;
}

function withVolume<Before extends Health>(health: Before, stream: string, run: Run): Before {
  const volume: Volume = { runId: run.runId, pulled: run.kinds[stream] ?? 0 };
  const known = health.volumes[stream] ?? [];
  if (volume.runId <= (known.at(-1)?.runId ?? '')) return health;
  const anomaly = anomalyOf(stream, volume, known);
  const { [stream]: _, ...others } = health.anomalies;
  return {
    ...health,
    volumes: { ...health.volumes, [stream]: [...known, volume].slice(-mostHistory) },
    anomalies: anomaly ? { ...others, [stream]: anomaly } : others,
  };
}

function healthOf(item: Item): StoredHealth {
  const { pk, sk, ...health } = item;
  return health as unknown as StoredHealth;
}

import type { DeletionGuard } from '../api/deletion.ts';
import type { Integration } from '../api/integration.ts';
import type { StreamDefinition } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import type { StoredQuarantine } from '../quarantine/quarantine.ts';
import { integrationActivityKey, integrationKey, integrationsIndex, readerKey } from '../table/keys.ts';
import type { Item, QueryResult, Table } from '../table/table.ts';
import { updateOf } from '../table/update-expression.ts';
import type { StoredAlertSettings } from './alert-settings.ts';
import type { StoredSchedule } from './schedule.ts';

/** An integration as it is kept: secret settings apart and sealed. */
export interface StoredIntegration {
  readonly org: string;
  readonly integrationId: string;
  readonly name: string;
  readonly connector: string;
  readonly direction: 'inbound' | 'outbound';
  readonly target: string;
  /** Of an outbound integration, the one whose records it sends. */
  readonly readsFrom?: string;
  /** Without the secret ones. */
  readonly settings: JsonObject;
  /** `{pointer: value}`, sealed with the context {org, integrationId}; null where there are none. */
  readonly sealedSecrets: string | null;
  /** JSON pointers of the secrets that are set. */
  readonly secrets: readonly string[];
  /** As the connector offered them for these settings. */
  readonly streams: readonly StreamDefinition[];
  readonly status: 'ACTIVE' | 'ERROR' | 'DISABLED';
  readonly statusReason: string | null;
  /** What was decided about when it runs; absent where nothing was, so that the connector's own rhythms hold. */
  readonly schedule?: StoredSchedule;
  /** When deletions wait for a yes; absent where nothing was decided, null where they never do. */
  readonly deletionGuard?: DeletionGuard | null;
  /** Where its source is read: `cloud`, or a pool of runners. Absent for `cloud`. */
  readonly runsOn?: string;
  /** How long a run waits while no runner is there. */
  readonly runnerWaitHours?: number;
  /** What it is watched for; absent where nobody has decided. */
  readonly alerts?: StoredAlertSettings;
  /** Absent or null while its scheduled runs do not fail one after the other. */
  readonly quarantine?: StoredQuarantine | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Which claim of its name is this integration's own. */
  readonly nameClaim: string;
  /** Grows with every write; a write names the one it has seen. */
  readonly revision: number;
}

/** What the index of all integrations has of one; see `integrationsIndex`. */
export type IntegrationInBrief = Pick<
  StoredIntegration,
  'org' | 'integrationId' | 'name' | 'status' | 'streams' | 'schedule' | 'alerts' | 'quarantine' | 'createdAt'
>;

/** R4: when an integration last did what. Kept apart from its settings, which runs do not change. */
export type IntegrationActivity = Integration['activity'];

export interface IntegrationPage {
  readonly items: StoredIntegration[];
  /** The id to go on behind, where more follow. */
  readonly next: string | null;
}

/** A query answers with at most 1 MB, and Lambda with 6 MB: settings can be long, and their text is escaped twice. */
const queriesPerPage = 3;
/** What is searched is mostly left out of the answer: 10 MB are read in half a second. */
const queriesPerSearch = 10;

type Fits = (integration: StoredIntegration) => boolean;

/**
 * Integrations in the registry. Writes are conditional on what the writer has seen; `lost` says that somebody else
 * was first. A barred id (see `bar`) is an integration that was never completed, and reads as absent.
 */
export class IntegrationStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  async get(org: string, integrationId: string): Promise<StoredIntegration | undefined> {
    return toIntegration(await this.#registry.get(integrationKey(org, integrationId), { consistent: true }));
  }

  /**
   * Newest first, behind the id `after`, and of them those that fit. Large integrations, or few that fit, make a page
   * short; its `next` goes on.
   */
  async list(org: string, limit: number, after: string | null, fits?: Fits): Promise<IntegrationPage> {
    const found: StoredIntegration[] = [];
    let startKey: Record<string, unknown> | undefined = after === null ? undefined : { ...integrationKey(org, after) };
    for (let query = 0; query < (fits ? queriesPerSearch : queriesPerPage) && found.length < limit; query++) {
      const page = await this.#registry.query({
        where: 'pk = :pk',
        values: { ':pk': integrationKey(org, '').pk },
        newestFirst: true,
        ...(!fits && { limit: limit - found.length }),
        ...(startKey && { startKey }),
        consistent: true,
      });
      const integrations = page.items.map(toIntegration).filter((integration) => integration !== undefined);
      found.push(...integrations.filter(fits ?? (() => true)));
      startKey = page.lastKey;
      if (!startKey) break;
    }
    const next = found.length > limit ? found[limit - 1]?.integrationId : startKey?.['sk'];
    return { items: found.slice(0, limit), next: next === undefined ? null : String(next) };
  }

  /** Those of an org in brief, or of all orgs, in no order. What was written a moment ago may still be as before. */
  async *inBrief(org?: string): AsyncGenerator<IntegrationInBrief> {
    let page: QueryResult | undefined;
    do {
      const startKey: QueryResult['lastKey'] = page?.lastKey;
      page =
        org === undefined
          ? await this.#registry.scanIndex(integrationsIndex.name, startKey)
          : await this.#registry.query({
              index: integrationsIndex.name,
              where: '#partition = :org',
              names: { '#partition': integrationsIndex.partition },
              values: { ':org': org },
              ...(startKey && { startKey }),
            });
      yield* page.items as unknown as IntegrationInBrief[];
    } while (page.lastKey);
  }

  /** Writes the integration for the first time. */
  async create(integration: StoredIntegration): Promise<'written' | 'lost'> {
    await this.#noteReader(integration);
    const { kind } = await this.#registry.put(toItem(integration), { condition: 'attribute_not_exists(pk)' });
    return kind === 'written' ? 'written' : 'lost';
  }

  /** Replaces the integration as it was read: `seen` and its revision. */
  async replace(seen: StoredIntegration, changed: StoredIntegration): Promise<StoredIntegration | 'lost'> {
    if (changed.readsFrom !== seen.readsFrom) await this.#noteReader(changed);
    const next = { ...changed, revision: seen.revision + 1 };
    const { kind } = await this.#registry.put(toItem(next), ifRevision(seen));
    return kind === 'written' ? next : 'lost';
  }

  async remove(seen: StoredIntegration): Promise<'written' | 'lost'> {
    const { kind } = await this.#registry.delete(integrationKey(seen.org, seen.integrationId), ifRevision(seen));
    if (kind === 'written') await this.#registry.delete(integrationActivityKey(seen.org, seen.integrationId));
    if (kind === 'written' && seen.readsFrom !== undefined) {
      await this.#registry.delete(readerKey(seen.org, seen.readsFrom, seen.integrationId));
    }
    return kind === 'written' ? 'written' : 'lost';
  }

  /** The outbound integrations that send the records of one. */
  async readersOf(org: string, integrationId: string): Promise<StoredIntegration[]> {
    const { items } = await this.#registry.query({
      where: 'pk = :pk',
      values: { ':pk': readerKey(org, integrationId, '').pk },
      consistent: true,
    });
    const readers = await Promise.all(items.map(({ sk }) => this.get(org, sk)));
    // One that was deleted, or reads from elsewhere now, leaves its item behind.
    return readers.filter((reader) => reader !== undefined).filter(({ readsFrom }) => readsFrom === integrationId);
  }

  /** Before the integration itself: a death in between leaves an item that leads nowhere, never a reader nobody knows. */
  async #noteReader({ org, integrationId, readsFrom }: StoredIntegration): Promise<void> {
    if (readsFrom !== undefined) await this.#registry.put({ ...readerKey(org, readsFrom, integrationId) });
  }

  async activity(org: string, integrationId: string): Promise<IntegrationActivity> {
    const { pk, sk, ...activity } = (await this.#registry.get(integrationActivityKey(org, integrationId))) ?? {};
    return { lastTriggeredAt: null, lastScheduledAt: null, lastCompletedAt: null, lastSkipped: null, ...activity };
  }

  async noteActivity(org: string, integrationId: string, activity: Partial<IntegrationActivity>): Promise<void> {
    await this.#registry.update(integrationActivityKey(org, integrationId), updateOf({ set: activity }));
  }

  /** Sees to it that an integration which does not exist now can never be created under this id. */
  async bar(org: string, integrationId: string): Promise<'written' | 'lost'> {
    const { kind } = await this.#registry.put(
      { ...integrationKey(org, integrationId), barred: true },
      { condition: 'attribute_not_exists(pk) OR attribute_exists(barred)' },
    );
    return kind === 'written' ? 'written' : 'lost';
  }
}

const ifRevision = ({ revision }: StoredIntegration) => ({
  condition: 'revision = :seen',
  values: { ':seen': revision },
});

const toItem = (integration: StoredIntegration): Item => ({
  ...integrationKey(integration.org, integration.integrationId),
  ...integration,
  [integrationsIndex.partition]: integration.org,
});

function toIntegration(item: Item | undefined): StoredIntegration | undefined {
  if (item === undefined || item['barred'] === true) return undefined;
  const { pk, sk, [integrationsIndex.partition]: _, ...integration } = item;
  return integration as unknown as StoredIntegration;
}

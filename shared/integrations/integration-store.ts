import type { Integration } from '../api/integration.ts';
import type { StreamDefinition } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import { integrationActivityKey, integrationKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { updateOf } from '../table/update-expression.ts';

/** An integration as it is kept: secret settings apart and sealed. */
export interface StoredIntegration {
  readonly org: string;
  readonly integrationId: string;
  readonly name: string;
  readonly connector: string;
  readonly direction: 'inbound' | 'outbound';
  readonly target: string;
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
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Which claim of its name is this integration's own. */
  readonly nameClaim: string;
  /** Grows with every write; a write names the one it has seen. */
  readonly revision: number;
}

/** R4: when an integration last did what. Kept apart from its settings, which runs do not change. */
export type IntegrationActivity = Integration['activity'];

export interface IntegrationPage {
  readonly items: StoredIntegration[];
  /** The id to go on behind, where more follow. */
  readonly next: string | null;
}

/** A query answers with at most 1 MB, and Lambda with 6 MB: settings can be long, and their text is escaped twice. */
const queriesPerPage = 3;

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

  /** Newest first, behind the id `after`. Large integrations make a page short; its `next` goes on. */
  async list(org: string, limit: number, after: string | null): Promise<IntegrationPage> {
    const items: StoredIntegration[] = [];
    let startKey: Record<string, unknown> | undefined = after === null ? undefined : { ...integrationKey(org, after) };
    for (let query = 0; query < queriesPerPage && items.length < limit; query++) {
      const page = await this.#registry.query({
        where: 'pk = :pk',
        values: { ':pk': integrationKey(org, '').pk },
        newestFirst: true,
        limit: limit - items.length,
        ...(startKey && { startKey }),
        consistent: true,
      });
      items.push(...page.items.map(toIntegration).filter((integration) => integration !== undefined));
      startKey = page.lastKey;
      if (!startKey) break;
    }
    return { items, next: startKey ? String(startKey['sk']) : null };
  }

  /** Writes the integration for the first time. */
  async create(integration: StoredIntegration): Promise<'written' | 'lost'> {
    const { kind } = await this.#registry.put(toItem(integration), { condition: 'attribute_not_exists(pk)' });
    return kind === 'written' ? 'written' : 'lost';
  }

  /** Replaces the integration as it was read: `seen` and its revision. */
  async replace(seen: StoredIntegration, changed: StoredIntegration): Promise<StoredIntegration | 'lost'> {
    const next = { ...changed, revision: seen.revision + 1 };
    const { kind } = await this.#registry.put(toItem(next), ifRevision(seen));
    return kind === 'written' ? next : 'lost';
  }

  async remove(seen: StoredIntegration): Promise<'written' | 'lost'> {
    const { kind } = await this.#registry.delete(integrationKey(seen.org, seen.integrationId), ifRevision(seen));
    if (kind === 'written') await this.#registry.delete(integrationActivityKey(seen.org, seen.integrationId));
    return kind === 'written' ? 'written' : 'lost';
  }

  async activity(org: string, integrationId: string): Promise<IntegrationActivity> {
    const { pk, sk, ...activity } = (await this.#registry.get(integrationActivityKey(org, integrationId))) ?? {};
    return { lastTriggeredAt: null, lastScheduledAt: null, lastCompletedAt: null, ...activity };
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
});

function toIntegration(item: Item | undefined): StoredIntegration | undefined {
  if (item === undefined || item['barred'] === true) return undefined;
  const { pk, sk, ...integration } = item;
  return integration as unknown as StoredIntegration;
}

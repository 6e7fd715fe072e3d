import { ulid } from 'ulid';
import { integrationNameKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { IntegrationStore, StoredIntegration } from './integration-store.ts';

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly claim: string }
  | { readonly kind: 'taken'; readonly integrationId: string };

/** Each round loses only to another writer of the same name that won; so many in a row do not happen. */
const rounds = 10;

/**
 * Keeps the names of an org's integrations unique, whatever their case, without transactions. A claim is written
 * before the integration that it is for. A writer that was killed in between leaves a claim without an integration of
 * that name; whoever wants the name takes such a claim over, after having made sure that its first owner, should it
 * only be slow, can no longer finish: the owner's write is conditional, and the fence makes its condition false.
 */
export class IntegrationNames {
  readonly #registry: Table;
  readonly #integrations: IntegrationStore;

  constructor(registry: Table, integrations: IntegrationStore) {
    this.#registry = registry;
    this.#integrations = integrations;
  }

  async claim(org: string, name: string, integrationId: string): Promise<ClaimResult> {
    const key = integrationNameKey(org, name);
    for (let round = 0; round < rounds; round++) {
      const claim = ulid();
      const item = { ...key, integrationId, claim };
      const fresh = await this.#registry.put(item, {
        condition: 'attribute_not_exists(pk) OR integrationId = :self',
        values: { ':self': integrationId },
      });
      if (fresh.kind === 'written') return { kind: 'claimed', claim };

      const held = await this.#registry.get(key, { consistent: true });
      if (held === undefined) continue;
      const owner = String(held['integrationId']);
      const fence = await this.#fence(org, name, owner);
      if (fence === 'in use') return { kind: 'taken', integrationId: owner };
      if (fence === 'lost') continue;
      const takenOver = await this.#registry.put(item, {
        condition: 'claim = :stale',
        values: { ':stale': held['claim'] },
      });
      if (takenOver.kind === 'written') return { kind: 'claimed', claim };
    }
    throw new Error(`The name "${name}" is being claimed by too many writers at once; try again.`);
  }

  /** The integration of this name. */
  async find(org: string, name: string): Promise<StoredIntegration | undefined> {
    const held = await this.#registry.get(integrationNameKey(org, name), { consistent: true });
    const integration = held && (await this.#integrations.get(org, String(held['integrationId'])));
    return integration && sameName(integration.name, name) ? integration : undefined;
  }

  /** Gives the name back, unless it has been claimed anew since, by whomever. */
  async free(org: string, name: string, claim: string): Promise<void> {
    await this.#registry.delete(integrationNameKey(org, name), {
      condition: 'claim = :claim',
      values: { ':claim': claim },
    });
  }

  async #fence(org: string, name: string, owner: string): Promise<'in use' | 'fenced' | 'lost'> {
    const integration = await this.#integrations.get(org, owner);
    if (integration === undefined) {
      return (await this.#integrations.bar(org, owner)) === 'written' ? 'fenced' : 'lost';
    }
    if (sameName(integration.name, name)) return 'in use';
    return (await this.#integrations.replace(integration, integration)) === 'lost' ? 'lost' : 'fenced';
  }
}

export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

import { hookKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { equals, itemAbsent } from '../table/update-expression.ts';

export interface SealedHookSecret {
  readonly sealed: string;
  readonly createdAt: string;
  /** ISO; no longer taken afterwards. Null for the one in use. */
  readonly until: string | null;
}

/** Where a source may tell of changes, and with which secrets it signs that it is itself. */
export interface StoredHook {
  readonly org: string;
  readonly integrationId: string;
  /** The one in use first. */
  readonly secrets: readonly SealedHookSecret[];
  /** Grows with every write; a write names the one it has seen. */
  readonly revision: number;
}

/** Webhooks by integration. Whoever calls one has no org to show, so these are found without. */
export class HookStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  async get(integrationId: string): Promise<StoredHook | undefined> {
    const item = await this.#registry.get(hookKey(integrationId), { consistent: true });
    return item && hookOfItem(item);
  }

  /** `lost` where somebody else changed it since it was seen. */
  async write(hook: Omit<StoredHook, 'revision'>, seen: StoredHook | undefined): Promise<'written' | 'lost'> {
    const item = { ...hookKey(hook.integrationId), ...hook, revision: (seen?.revision ?? 0) + 1 };
    const { kind } = await this.#registry.put(item, seen ? equals('revision', seen.revision) : itemAbsent);
    return kind === 'written' ? 'written' : 'lost';
  }

  async remove(org: string, integrationId: string): Promise<'removed' | 'absent'> {
    const { kind } = await this.#registry.delete(hookKey(integrationId), equals('org', org));
    return kind === 'written' ? 'removed' : 'absent';
  }
}

function hookOfItem({ pk, sk, ...hook }: Item): StoredHook {
  return hook as unknown as StoredHook;
}

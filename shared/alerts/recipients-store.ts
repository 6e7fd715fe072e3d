import { alertSettingsKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

/** Who is written to where an integration names nobody. */
export class RecipientsStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  async get(org: string): Promise<string[]> {
    const item = await this.#registry.get(alertSettingsKey(org), { consistent: true });
    return (item?.['emails'] as string[] | undefined) ?? [];
  }

  async set(org: string, emails: readonly string[]): Promise<void> {
    await this.#registry.put({ ...alertSettingsKey(org), emails });
  }
}

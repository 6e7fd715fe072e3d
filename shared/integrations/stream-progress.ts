import { streamStateKey } from '../table/keys.ts';
import type { Table } from '../table/table.ts';

export interface StreamProgress {
  readonly knownRecords: number;
  readonly lastSyncedAt: string | null;
}

/** How far the streams of an integration have been synced, by name; streams that never were are absent. One request. */
export async function streamProgress(
  registry: Table,
  org: string,
  integrationId: string,
): Promise<Map<string, StreamProgress>> {
  const { items } = await registry.query({
    where: 'pk = :pk',
    values: { ':pk': streamStateKey({ org, integrationId, stream: '' }).pk },
    select: ['sk', 'knownRecords', 'lastSyncedAt'],
    consistent: true,
  });
  return new Map(
    items.map(({ sk, knownRecords, lastSyncedAt }) => [
      decodeURIComponent(sk),
      { knownRecords: Number(knownRecords ?? 0), lastSyncedAt: typeof lastSyncedAt === 'string' ? lastSyncedAt : null },
    ]),
  );
}

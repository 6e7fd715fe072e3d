import type { Integration } from '../../../shared/api/integration.ts';
import type { List } from '../../../shared/api/list.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago } from '../../shown/moments.tsx';

/** When any of its streams was synced last; null for never. */
export const lastSyncOf = ({ streams }: Pick<Integration, 'streams'>): string | null =>
  streams.reduce<string | null>(
    (last, { lastSyncedAt }) => (lastSyncedAt !== null && lastSyncedAt > (last ?? '') ? lastSyncedAt : last),
    null,
  );

/** H2: leads to the log of this account, and to that of all accounts of its connector where there are several. */
export function Synced({ integration }: { readonly integration: Integration }) {
  const { integrationId, connector, name } = integration;
  const accounts = useRead<List<Integration>>('/v1/integrations', { query: { connector, limit: 2 } });
  const at = lastSyncOf(integration);
  return (
    <div>
      <RouteLink to={paths.runs({ integrationId })} ariaLabel={`Runs of ${name}`}>
        {at === null ? (
          'Never synced'
        ) : (
          <>
            Synced <Ago at={at} />
          </>
        )}
      </RouteLink>
      {(accounts.data?.items.length ?? 0) > 1 && (
        <div>
          <RouteLink to={paths.runs({ connector })} fontSize="body-s">
            All accounts of {connector}
          </RouteLink>
        </div>
      )}
    </div>
  );
}

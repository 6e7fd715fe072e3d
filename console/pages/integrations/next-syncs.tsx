import Box from '@cloudscape-design/components/box';
import type { Integration } from '../../../shared/api/integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago } from '../../shown/moments.tsx';

/** H6: when each stream is collected next; streams of the same time stand together. */
export function NextSyncs({ integration }: { readonly integration: Integration }) {
  const { integrationId, streams, status, paused } = integration;
  const times = Map.groupBy(streams, ({ nextSyncAt }) => nextSyncAt);
  const due = [...times].flatMap(([at, of]) => (at === null ? [] : [{ at, names: of.map(({ name }) => name) }]));
  if (due.length === 0) {
    const why =
      status !== 'ACTIVE' ? 'None while it is not active' : paused ? 'None while it is paused' : 'No schedule';
    return <RouteLink to={paths.integration(integrationId, 'schedule')}>{why}</RouteLink>;
  }
  const none = times.get(null) ?? [];
  return (
    <>
      {due
        .toSorted((one, other) => (one.at < other.at ? -1 : 1))
        .map(({ at, names }) => (
          <div key={at}>
            {names.join(', ')} <Ago at={at} />
          </div>
        ))}
      {none.length > 0 && (
        <Box color="text-body-secondary">{none.map(({ name }) => name).join(', ')} not by schedule</Box>
      )}
    </>
  );
}

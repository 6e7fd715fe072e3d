import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import { useMay } from '../../acting/use-may.ts';
import type { Filters } from '../../list/filter.ts';
import { ListFilters } from '../../list/list-filters.tsx';
import { Nothing, Pages } from '../../list/list-table.tsx';
import { type ListState, useList } from '../../list/use-list.ts';
import { paths } from '../../routing/paths.ts';
import { Page } from '../../shell/page.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { directionWords, integrationStatusWords } from '../../shown/words.ts';
import { Tile } from './tile.tsx';
import styles from './tiles.module.css';
import { useConnectors } from './use-connectors.ts';

/** What fills two screens; each takes some requests of the API. */
const tilesAPage = 24;

const isGoing = ({ lastRun }: Integration): boolean => lastRun !== null && lastRun.endedAt === null;

export default function Integrations() {
  const connectors = useConnectors();
  const titles = Object.fromEntries((connectors.data?.items ?? []).map(({ type, title }) => [type, title]));
  const filters: Filters = {
    by: [
      { param: 'status', label: 'Status', options: integrationStatusWords },
      { param: 'connector', label: 'Connector', options: titles },
      { param: 'direction', label: 'Direction', options: directionWords },
    ],
    free: { param: 'q', placeholder: 'Find integrations by name, status or connector' },
  };
  const list = useList<Integration>({
    path: '/v1/integrations',
    filters,
    limit: tilesAPage,
    refreshMs: (items) => (items.some(isGoing) ? 2_000 : 5_000),
  });
  const { data, error, refetch, isPending } = list.read;
  const isEmpty = data?.items.length === 0 && !list.isFiltered && list.pageNumber === 1;
  return (
    <Page
      title="Integrations"
      description="Each is one account of an external system that records come from or go to."
      actions={<CreateButton />}
    >
      {!isEmpty && (
        <SpaceBetween size="s">
          <ListFilters filters={filters} change={list.change} what="integrations" />
          <Pages list={list} what="integrations" />
        </SpaceBetween>
      )}
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      {isPending && error === null && <Waiting what="integrations" />}
      {data !== undefined && data.items.length === 0 && <NoTiles list={list} />}
      <div className={styles['tiles']}>
        {data?.items.map((integration) => (
          <Tile
            key={integration.integrationId}
            integration={integration}
            connectorTitle={titles[integration.connector] ?? integration.connector}
          />
        ))}
      </div>
    </Page>
  );
}

function CreateButton() {
  const navigate = useNavigate();
  const mayChange = useMay('admin');
  return (
    <Button variant="primary" disabled={!mayChange} onClick={() => navigate(paths.newIntegration())}>
      Create integration
    </Button>
  );
}

function NoTiles({ list }: { readonly list: ListState<Integration> }) {
  const { isFiltered, toNext, clear, pageNumber } = list;
  if (toNext !== null) {
    return (
      <Nothing title="None among those looked through so far">
        <Button onClick={toNext}>Look further</Button>
      </Nothing>
    );
  }
  if (isFiltered || pageNumber !== 1) {
    return (
      <Nothing title="No integrations match">
        <Button onClick={clear}>Clear filters</Button>
      </Nothing>
    );
  }
  return (
    <Nothing title="No integrations yet">
      <Box color="text-body-secondary">
        Connect the first external system: choose a connector, fill in its settings, and test the connection.
      </Box>
      <CreateButton />
    </Nothing>
  );
}

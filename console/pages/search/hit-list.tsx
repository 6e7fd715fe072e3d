import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useHref, useSearchParams } from 'react-router';
import type { SearchHit } from '../../../shared/api/search.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { useScope } from '../../routing/scope.ts';
import { useFollow } from '../../routing/use-follow.ts';
import { briefOf } from '../../shown/brief.ts';
import { hitColumns } from './hit-columns.tsx';
import { useSearchFilters } from './search-filters.ts';

interface Props {
  readonly q?: string;
  readonly externalId?: string;
}

/** The runs that touched what is searched for. */
export function HitList({ q, externalId }: Props) {
  const { integrationId } = useScope();
  const filters = useSearchFilters();
  return (
    <ListTable<SearchHit>
      name="search"
      path="/v1/search"
      fixed={{ q, externalId, ...(integrationId !== null && { integrationId }) }}
      title="Runs that touched it"
      what="runs"
      columns={hitColumns}
      filters={filters}
      idOf={(hit) => `${hit.runId} ${hit.stream} ${hit.externalId}`}
      empty={<NotFound text={externalId ?? q ?? ''} />}
    />
  );
}

function NotFound({ text }: { readonly text: string }) {
  const [search] = useSearchParams();
  const follow = useFollow();
  const why = paths.history(search.get('integrationId') ?? undefined, search.get('step') ?? undefined, text);
  return (
    <Nothing title="No run touched such a record">
      <Box color="text-body-secondary">
        In the last 30 days no run read a record whose id is “{briefOf(text)}”, or whose name begins so.
      </Box>
      <Button href={useHref(why)} onFollow={follow}>
        Find out why it did not sync
      </Button>
    </Nothing>
  );
}

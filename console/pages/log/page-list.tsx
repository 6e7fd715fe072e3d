import type { Page } from '../../../shared/api/page.ts';
import type { Run } from '../../../shared/api/run.ts';
import type { Column } from '../../list/column.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { isGoing } from '../../shown/statuses.tsx';
import { FullText } from './full-text.tsx';
import { Headroom } from './headroom.tsx';
import { searchedInRun } from './searched-in-run.ts';

/** The pages that a step pulled from its source. */
export function PageList({ run, stream }: { readonly run: Run; readonly stream: string }) {
  return (
    <ListTable<Page>
      name="pages"
      path={`/v1/runs/${run.runId}/pages`}
      fixed={{ step: stream }}
      title="Pages"
      what="pages"
      columns={columnsOf(run)}
      idOf={({ page }) => String(page)}
      filters={searchedInRun('Pages')}
      empty={<Nothing title={isGoing(run) ? 'No pages yet' : 'No pages'}>{noPages(run)}</Nothing>}
      {...(isGoing(run) && { refreshMs: () => 2_000 })}
    />
  );
}

const noPages = ({ direction }: Run) =>
  direction === 'outbound' && 'Records of ours were sent, so no pages were asked for. The calls say what was sent.';

const columnsOf = ({ runId }: Run): Column<Page>[] => [
  {
    id: 'page',
    header: 'Page',
    width: 110,
    cell: ({ page, stream }) => <RouteLink to={paths.page(runId, stream, page)}>Page {countOf(page)}</RouteLink>,
  },
  { id: 'at', header: 'Time', width: 180, cell: ({ at }) => <Moment at={at} /> },
  { id: 'method', header: 'Method', width: 100, cell: ({ method }) => method ?? '–' },
  { id: 'url', header: 'URL', width: 240, cell: ({ url }) => <FullText text={url} what="URL" /> },
  { id: 'records', header: 'Records', width: 100, cell: ({ records }) => countOf(records) },
  { id: 'calls', header: 'Calls', width: 80, cell: ({ calls }) => countOf(calls) },
  { id: 'retries', header: 'Retries', width: 90, cell: ({ retries }) => countOf(retries) },
  {
    id: 'rateLimit',
    header: 'Rate-limit headroom',
    width: 190,
    cell: ({ rateLimit }) => <Headroom rateLimit={rateLimit} />,
  },
  {
    id: 'resetAt',
    header: 'Limit resets',
    width: 180,
    cell: ({ rateLimit }) => <Moment at={rateLimit?.resetAt ?? null} />,
  },
  { id: 'error', header: 'Error', width: 240, cell: ({ error }) => <FullText text={error} what="error" /> },
];

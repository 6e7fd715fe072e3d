import type { Call } from '../../../shared/api/call.ts';
import type { Column } from '../../list/column.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf, durationOf } from '../../shown/numbers.ts';
import { FullText } from './full-text.tsx';
import { Headroom } from './headroom.tsx';
import { HttpStatus } from './http-status.tsx';

/** The columns of any list of calls; `pathOf` is where a call has its page. */
export const callColumns = (pathOf: (call: Call) => string): Column<Call>[] => [
  {
    id: 'at',
    header: 'Time',
    width: 180,
    isRowHeader: true,
    cell: (call) => (
      <RouteLink to={pathOf(call)}>
        <Moment at={call.at} />
      </RouteLink>
    ),
  },
  { id: 'method', header: 'Method', width: 100, cell: ({ method }) => method },
  { id: 'url', header: 'URL', width: 260, cell: ({ url }) => <FullText text={url} what="URL" /> },
  {
    id: 'params',
    header: 'Parameters',
    width: 200,
    cell: ({ params }) => <FullText text={paramsText(params)} what="parameters" />,
  },
  { id: 'status', header: 'HTTP status', width: 215, cell: ({ status }) => <HttpStatus status={status} /> },
  { id: 'durationMs', header: 'Response time', width: 145, cell: ({ durationMs }) => durationOf(durationMs) },
  { id: 'attempt', header: 'Attempt', width: 100, cell: ({ attempt }) => countOf(attempt) },
  { id: 'page', header: 'Page', width: 80, cell: ({ page }) => (page === null ? '–' : countOf(page)) },
  {
    id: 'rateLimit',
    header: 'Rate-limit headroom',
    width: 190,
    cell: ({ rateLimit }) => <Headroom rateLimit={rateLimit} />,
  },
  { id: 'error', header: 'Error', width: 240, cell: ({ error }) => <FullText text={error} what="error" /> },
  { id: 'entity', header: 'Record', hidden: true, cell: ({ entity }) => entity ?? '–' },
];

const paramsText = (params: Call['params']): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

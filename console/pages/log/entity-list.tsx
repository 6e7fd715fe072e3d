import type { Entity } from '../../../shared/api/entity.ts';
import type { Run } from '../../../shared/api/run.ts';
import type { Column } from '../../list/column.ts';
import type { Filter } from '../../list/filter.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Code } from '../../shown/code.tsx';
import { Moment } from '../../shown/moments.tsx';
import { isGoing, SeverityStatus } from '../../shown/statuses.tsx';
import { entityActionWords, severityWords } from '../../shown/words.ts';
import { nameOfEntity } from './crumbs.ts';
import { FullText } from './full-text.tsx';
import { systemText } from './systems.ts';

interface Props {
  readonly run: Run;
  /** One step of the run; left out: all of them, with a filter for it. */
  readonly stream?: string;
  /** One page of the step. */
  readonly page?: number;
}

const byOutcome: readonly Filter[] = [
  { param: 'status', label: 'Status', options: severityWords },
  { param: 'action', label: 'Action', options: entityActionWords },
  { param: 'externalId', label: 'External id' },
];

/** What happened to each record: of a run, of one of its steps, or of a page. */
export function EntityList({ run, stream, page }: Props) {
  const streams = Object.fromEntries(run.streams.map((name) => [name, name]));
  return (
    <ListTable<Entity>
      name="entities"
      path={`/v1/runs/${run.runId}/entities`}
      fixed={{ step: stream, page }}
      title="Entities"
      what="entities"
      columns={columnsOf(run, stream === undefined)}
      filters={{
        by: stream === undefined ? [{ param: 'step', label: 'Stream', options: streams }, ...byOutcome] : byOutcome,
        free: { param: 'q', placeholder: 'A record: its external id, or how its name begins' },
        timeRange: true,
      }}
      empty={<Nothing title={isGoing(run) ? 'No entities yet' : 'No entities'} />}
      {...(isGoing(run) && { refreshMs: () => 2_000 })}
    />
  );
}

function columnsOf(run: Run, withStream: boolean): Column<Entity>[] {
  return [
    { id: 'at', header: 'Time', width: 180, cell: ({ at }) => <Moment at={at} /> },
    { id: 'name', header: 'Record', width: 200, isRowHeader: true, cell: (entity) => recordLink(run, entity) },
    { id: 'externalId', header: 'External id', width: 140, cell: ({ externalId }) => externalId ?? '–' },
    { id: 'stream', header: 'Stream', hidden: !withStream, cell: ({ stream }) => stream },
    { id: 'action', header: 'Action', width: 100, cell: ({ action }) => entityActionWords[action] },
    { id: 'status', header: 'Status', width: 125, cell: ({ status }) => <SeverityStatus severity={status} /> },
    { id: 'code', header: 'Code', width: 140, cell: ({ code }) => <Code code={code} /> },
    { id: 'message', header: 'Reason', width: 320, cell: ({ message }) => <FullText text={message} what="message" /> },
    { id: 'page', header: 'Page', width: 80, cell: (entity) => pageLink(run, entity) },
    { id: 'internalId', header: 'Internal id', hidden: true, cell: ({ internalId }) => internalId ?? '–' },
    { id: 'source', header: 'Source', hidden: true, cell: ({ source }) => systemText(source, run) },
    { id: 'target', header: 'Target', hidden: true, cell: ({ target }) => systemText(target, run) },
  ];
}

function recordLink({ runId }: Run, entity: Entity) {
  const { externalId, stream } = entity;
  if (externalId === null) return nameOfEntity(entity);
  return <RouteLink to={paths.entity(runId, stream, externalId)}>{nameOfEntity(entity)}</RouteLink>;
}

function pageLink({ runId }: Run, { stream, page }: Entity) {
  return page === null ? '–' : <RouteLink to={paths.page(runId, stream, page)}>{page}</RouteLink>;
}

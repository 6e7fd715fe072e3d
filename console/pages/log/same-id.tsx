import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Entity } from '../../../shared/api/entity.ts';
import type { List } from '../../../shared/api/list.ts';
import type { Run } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { Code } from '../../shown/code.tsx';
import { SeverityStatus } from '../../shown/statuses.tsx';
import { entityActionWords } from '../../shown/words.ts';
import { FullText } from './full-text.tsx';

/** Where the source gave one id several times: every one of them, since only one can count. */
export function SameId({ run, entity }: { readonly run: Run; readonly entity: Entity }) {
  const { stream, externalId } = entity;
  const read = useRead<List<Entity>>(`/v1/runs/${run.runId}/entities`, {
    query: { step: stream, externalId: externalId ?? '' },
    enabled: externalId !== null,
  });
  const items = read.data?.items ?? [];
  if (items.length < 2) return null;
  return (
    <Table
      ariaLabels={{ tableLabel: 'All with this id' }}
      header={
        <Header
          variant="h2"
          counter={`(${items.length})`}
          description="The source gave this id more than once; one of them counts."
        >
          All with this id
        </Header>
      }
      items={items}
      columnDefinitions={[
        { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name ?? '–' },
        { id: 'page', header: 'Page', cell: ({ page }) => page ?? '–' },
        { id: 'action', header: 'Action', cell: ({ action }) => entityActionWords[action] },
        { id: 'status', header: 'Status', cell: ({ status }) => <SeverityStatus severity={status} /> },
        { id: 'code', header: 'Code', cell: ({ code }) => <Code code={code} /> },
        { id: 'message', header: 'Reason', cell: ({ message }) => <FullText text={message} what="message" /> },
      ]}
    />
  );
}

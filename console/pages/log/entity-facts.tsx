import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Entity } from '../../../shared/api/entity.ts';
import type { Run } from '../../../shared/api/run.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Code } from '../../shown/code.tsx';
import { Copyable, CopyButton } from '../../shown/copyable.tsx';
import { Moment } from '../../shown/moments.tsx';
import { SeverityStatus } from '../../shown/statuses.tsx';
import { entityActionWords } from '../../shown/words.ts';
import { systemName } from './systems.ts';

/** Everything that the log knows of a record, field by field. */
export function EntityFacts({ run, entity }: { readonly run: Run; readonly entity: Entity }) {
  const { source, target, stream, page } = entity;
  return (
    <Container
      header={
        <Header variant="h2" actions={<CopyButton text={JSON.stringify(entity, null, 2)} what="as JSON" />}>
          Record
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        ariaLabel="The record in this run"
        items={[
          { label: 'Time', value: <Moment at={entity.at} /> },
          { label: 'Action', value: entityActionWords[entity.action] },
          { label: 'Status', value: <SeverityStatus severity={entity.status} /> },
          { label: 'Code', value: <Code code={entity.code} /> },
          { label: 'Name', value: entity.name ?? '–' },
          { label: 'External id', value: <Id id={entity.externalId} what="external id" /> },
          { label: 'Internal id', value: <Id id={entity.internalId} what="internal id" /> },
          { label: 'Stream', value: <RouteLink to={paths.step(run.runId, stream)}>{stream}</RouteLink> },
          { label: 'Source', value: systemName(source.system, run) },
          { label: 'Id in the source', value: <Id id={source.id} what="id in the source" /> },
          { label: 'Target', value: systemName(target.system, run) },
          { label: 'Id in the target', value: <Id id={target.id} what="id in the target" /> },
          {
            label: 'Page',
            value: page === null ? '–' : <RouteLink to={paths.page(run.runId, stream, page)}>Page {page}</RouteLink>,
          },
        ]}
      />
    </Container>
  );
}

const Id = ({ id, what }: { readonly id: string | null; readonly what: string }) =>
  id === null ? '–' : <Copyable text={id} what={what} />;

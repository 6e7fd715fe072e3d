import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useHref, useSearchParams } from 'react-router';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { useFollow } from '../../routing/use-follow.ts';
import { Page } from '../../shell/page.tsx';
import { briefOf } from '../../shown/brief.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { isGoing, SeverityStatus } from '../../shown/statuses.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { crumbsTo, nameOfEntity } from './crumbs.ts';
import { EntityBody } from './entity-body.tsx';
import type { EntityWithCalls } from './entity-with-calls.ts';
import { useRun } from './run-in-scope.tsx';
import { SyncRecord } from './sync-record.tsx';

/** Level four of the log: what happened to one record in a run. */
export default function Entity() {
  const run = useRun();
  const [search] = useSearchParams();
  const [stream, externalId] = [search.get('stream') ?? '', search.get('externalId') ?? ''];
  const going = isGoing(run);
  const read = useRead<EntityWithCalls>(`/v1/runs/${run.runId}/entity`, {
    // Asked anew when the run ends: what it had not come to before is there now, or never will be.
    query: { step: stream, externalId },
    enabled: stream !== '' && externalId !== '',
    refreshMs: going ? 1_000 : false,
  });
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <HistoryButton integrationId={run.integrationId} stream={stream} externalId={externalId} />
      <SyncRecord integrationId={run.integrationId} stream={stream} externalId={externalId} />
    </SpaceBetween>
  );
  const { data } = read;
  if (data === undefined) {
    return (
      <Page
        title={externalId === '' ? 'Record' : briefOf(externalId)}
        crumbs={crumbsTo(run, { stream })}
        actions={actions}
      >
        <NotYet error={read.error} retry={read.refetch} />
      </Page>
    );
  }
  const { entity } = data;
  return (
    <Page
      title={nameOfEntity(entity)}
      crumbs={crumbsTo(run, { stream, page: entity.page })}
      info={<SeverityStatus severity={entity.status} />}
      actions={actions}
    >
      <EntityBody run={run} {...data} />
    </Page>
  );
}

function HistoryButton(record: { integrationId: string; stream: string; externalId: string }) {
  const follow = useFollow();
  const href = useHref(paths.history(record.integrationId, record.stream, record.externalId));
  return (
    <Button href={href} onFollow={follow}>
      Every run that touched this record
    </Button>
  );
}

function NotYet({ error, retry }: { readonly error: Error | null; readonly retry: () => unknown }) {
  const run = useRun();
  const [search] = useSearchParams();
  if (!search.get('stream') || !search.get('externalId')) {
    return <Alert type="warning">The address names no record: it needs a stream and an external id.</Alert>;
  }
  if (error === null) return <Waiting what="the record" />;
  if (isGoing(run)) return <Waiting what="the record, to which the run has not come yet" />;
  return (
    <SpaceBetween size="l">
      {run.error && (
        <Alert type="error" header="The run failed">
          {run.error.message}
        </Alert>
      )}
      <ProblemAlert error={error} onRetry={retry} />
    </SpaceBetween>
  );
}

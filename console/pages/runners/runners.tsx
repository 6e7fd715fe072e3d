import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { List } from '../../../shared/api/list.ts';
import type { CreatedRunner, Runner } from '../../../shared/api/runner.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { useRead } from '../../api/use-read.ts';
import { Nothing } from '../../list/list-table.tsx';
import { Page } from '../../shell/page.tsx';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { CreateRunner } from './create-runner.tsx';
import { CreatedToken } from './created-token.tsx';
import { RunnerStatus } from './runner-status.tsx';

const refreshMs = 5_000;

/** H8: the agents that read sources which Syncline cannot reach, and whether they are there. */
export default function Runners() {
  const read = useRead<List<Runner>>('/v1/runners', { refreshMs });
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedRunner | null>(null);
  const [revoking, setRevoking] = useState<Runner | null>(null);
  const mayChange = useMay('admin');
  const { data, error, isPending, refetch } = read;
  const create = (
    <Button variant="primary" disabled={!mayChange} onClick={() => setCreating(true)}>
      Create runner
    </Button>
  );
  return (
    <Page
      title="Runners"
      description="Agents inside a network that read the sources there. An integration names the pool that reads it."
      actions={create}
    >
      {created !== null && <CreatedToken runner={created} onDismiss={() => setCreated(null)} />}
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      <Table
        header={
          <Header variant="h2" counter={data === undefined ? '' : `(${countOf(data.items.length)})`}>
            All runners
          </Header>
        }
        ariaLabels={{ tableLabel: 'Runners' }}
        loading={isPending && error === null}
        loadingText="Loading runners"
        items={[...(data?.items ?? [])]}
        trackBy="runnerId"
        columnDefinitions={[
          { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name },
          { id: 'pool', header: 'Pool', cell: ({ pool }) => pool },
          { id: 'state', header: 'State', cell: (runner) => <RunnerStatus state={runner.state} /> },
          {
            id: 'seen',
            header: 'Last seen',
            cell: ({ lastSeenAt }) => (lastSeenAt === null ? 'Never' : <Ago at={lastSeenAt} />),
          },
          { id: 'host', header: 'Host', cell: ({ hostname }) => hostname ?? '–' },
          { id: 'version', header: 'Version', cell: ({ version }) => version ?? '–' },
          {
            id: 'created',
            header: 'Created',
            cell: ({ createdAt, createdBy }) => (
              <>
                <Moment at={createdAt} /> by {createdBy}
              </>
            ),
          },
          {
            id: 'actions',
            header: 'Actions',
            cell: (runner) =>
              runner.revokedAt === null ? (
                <Button
                  variant="inline-link"
                  ariaLabel={`Revoke ${runner.name}`}
                  disabled={!mayChange}
                  onClick={() => setRevoking(runner)}
                >
                  Revoke
                </Button>
              ) : (
                <Moment at={runner.revokedAt} />
              ),
          },
        ]}
        empty={
          <Nothing title="No runners yet">
            <Box color="text-body-secondary">
              A source that only its own network reaches is read by a runner there. It opens connections outwards only.
            </Box>
            {create}
          </Nothing>
        }
      />
      {isCreating && (
        <CreateRunner
          pools={[...new Set((data?.items ?? []).map(({ pool }) => pool))]}
          onCreated={(runner) => {
            setCreated(runner);
            setCreating(false);
          }}
          onDismiss={() => setCreating(false)}
        />
      )}
      {revoking !== null && <Revoke runner={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  );
}

function Revoke({ runner, onClose }: { readonly runner: Runner; readonly onClose: () => void }) {
  const revoke = useAct<Runner>({
    quietFailure: true,
    done: ({ name }) => `${name} is revoked.`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Revoke ${runner.name}?`}
      verb="Revoke"
      busy={revoke.isPending}
      error={revoke.error}
      onDismiss={onClose}
      onConfirm={() => revoke.mutate({ path: `/v1/runners/${encodeURIComponent(runner.runnerId)}`, method: 'DELETE' })}
    >
      Its token lets nobody in any more, and cannot be made valid again. What it is reading goes to another runner of
      the pool “{runner.pool}”, where there is one.
    </Confirm>
  );
}

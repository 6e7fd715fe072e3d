import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import type { Run } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { isGoing, RunStatus } from '../../shown/statuses.tsx';
import NotFound from '../not-found.tsx';
import { titleOfRun } from '../runs/run-words.ts';
import { ChangedFields } from './changed-fields.tsx';
import { Completeness } from './completeness.tsx';
import { RunButtons } from './run-buttons.tsx';
import { RunDetails } from './run-details.tsx';
import { RunOrigin } from './run-origin.tsx';
import { RunOutcome } from './run-outcome.tsx';
import { RunStagedDeletions } from './run-staged-deletions.tsx';
import { StepsTable } from './steps-table.tsx';
import { TestCalls } from './test-calls.tsx';
import { useSteps } from './use-steps.ts';

const crumbs = [{ text: 'Runs', to: paths.runs() }];
/** While it goes; afterwards a run no longer changes. */
const refreshMs = 2_000;

export default function RunPage() {
  const { runId = '' } = useParams();
  const read = useRead<Run>(`/v1/runs/${encodeURIComponent(runId)}`, {
    refreshMs: (run) => (run === undefined || isGoing(run) ? refreshMs : false),
  });
  const { integrationId } = useScope();
  const run = read.data;
  // Inside another product only the runs of its integration are shown, whatever the address says.
  if (run !== undefined && integrationId !== null && run.integrationId !== integrationId) return <NotFound />;
  return (
    <Page
      title={run === undefined ? 'Run' : titleOfRun(run)}
      crumbs={crumbs}
      info={run && <RunStatus run={run} />}
      description={run && <RunOrigin run={run} />}
      actions={run && <RunButtons run={run} />}
    >
      <Loaded read={read} what="the run">
        {(loaded) => <RunContent key={loaded.runId} run={loaded} />}
      </Loaded>
    </Page>
  );
}

function RunContent({ run }: { readonly run: Run }) {
  return (
    <SpaceBetween size="l">
      <RunOutcome run={run} />
      {run.action === 'sync' && run.outcome !== 'SKIPPED' && <SyncContent run={run} />}
      {run.action === 'test' && <TestCalls runId={run.runId} />}
      {run.changes !== null && <ChangedFields changes={run.changes} />}
      <RunDetails run={run} />
    </SpaceBetween>
  );
}

function SyncContent({ run }: { readonly run: Run }) {
  const steps = useSteps(run);
  return (
    <SpaceBetween size="l">
      {run.counts.staged > 0 && <RunStagedDeletions runId={run.runId} />}
      <StepsTable run={run} />
      {steps.data && <Completeness steps={steps.data.items} />}
    </SpaceBetween>
  );
}

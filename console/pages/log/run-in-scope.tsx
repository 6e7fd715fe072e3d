import Alert from '@cloudscape-design/components/alert';
import { createContext, useContext } from 'react';
import { Outlet, useParams } from 'react-router';
import type { Run } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { isGoing } from '../../shown/statuses.tsx';
import { Waiting } from '../../shown/waiting.tsx';

const RunContext = createContext<Run | null>(null);

/** The run that the page is about, kept up to date while it goes. */
export function useRun(): Run {
  const run = useContext(RunContext);
  if (run === null) throw new Error('There is no RunInScope around this.');
  return run;
}

/** Around every page below a run. Shown inside another product, it keeps to the runs of the one integration. */
export default function RunInScope() {
  const { runId = '' } = useParams();
  const { integrationId } = useScope();
  const read = useRead<Run>(`/v1/runs/${encodeURIComponent(runId)}`, {
    refreshMs: (run) => (run !== undefined && isGoing(run) ? 1_000 : false),
  });
  const run = read.data;
  if (run === undefined) {
    if (read.error === null) return <Waiting what="the run" />;
    return (
      <Page title="Run" crumbs={[{ text: 'Runs', to: paths.runs() }]}>
        <ProblemAlert error={read.error} onRetry={() => read.refetch()} />
      </Page>
    );
  }
  if (integrationId !== null && run.integrationId !== integrationId) return <OutOfScope />;
  return (
    <RunContext value={run}>
      <Outlet />
    </RunContext>
  );
}

function OutOfScope() {
  return (
    <Page title="Not shown here" crumbs={[{ text: 'Runs', to: paths.runs() }]}>
      <Alert type="warning" header="This run belongs to another integration">
        Only the log of one integration is shown here. <RouteLink to={paths.runs()}>Show its runs</RouteLink>
      </Alert>
    </Page>
  );
}

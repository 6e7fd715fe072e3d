import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from 'react-router';
import type { List } from '../../../shared/api/list.ts';
import type { Step as StepOfRun } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Page } from '../../shell/page.tsx';
import { Code } from '../../shown/code.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { isGoing, SeverityStatus } from '../../shown/statuses.tsx';
import { CallList } from './call-list.tsx';
import { crumbsTo } from './crumbs.ts';
import { EntityList } from './entity-list.tsx';
import { ExportMenu } from './export-menu.tsx';
import { LogTabs } from './log-tabs.tsx';
import { PageList } from './page-list.tsx';
import { useRun } from './run-in-scope.tsx';
import { StepFacts } from './step-facts.tsx';

/** Level two of the log: one stream within a run, with its entities, pages and calls. */
export default function Step() {
  const run = useRun();
  const { stream = '' } = useParams();
  const { runId } = run;
  const read = useRead<List<StepOfRun>>(`/v1/runs/${runId}/steps`, { refreshMs: isGoing(run) ? 1_000 : false });
  const step = read.data?.items.find((one) => one.stream === stream);
  return (
    <Page
      title={stream}
      crumbs={crumbsTo(run)}
      info={step && <SeverityStatus severity={step.severity} />}
      actions={<ExportMenu run={run} step={stream} />}
    >
      <Loaded read={read} what="the step">
        {() => (step === undefined ? <NoStep stream={stream} /> : <StepBody step={step} />)}
      </Loaded>
    </Page>
  );
}

function NoStep({ stream }: { readonly stream: string }) {
  const run = useRun();
  if (isGoing(run)) {
    return <Alert type="info">The run has not come to “{stream}” yet. It is shown here as soon as it has.</Alert>;
  }
  return (
    <Alert type="warning" header={`The run has no step “${stream}”`}>
      <RouteLink to={paths.run(run.runId)}>Show the steps that it has</RouteLink>
    </Alert>
  );
}

function StepBody({ step }: { readonly step: StepOfRun }) {
  const run = useRun();
  const { stream, error, proof } = step;
  return (
    <SpaceBetween size="l">
      {error && (
        <Alert type="error" header="The step did not come to its end">
          {error.message} (<Code code={error.code} />)
        </Alert>
      )}
      {proof?.complete === false && (
        <Alert type="warning" header="Not everything is accounted for">
          {proof.missing.map((line) => (
            <div key={line}>{line}</div>
          ))}
        </Alert>
      )}
      <StepFacts run={run} step={step} />
      <LogTabs
        ariaLabel={`Log of ${stream}`}
        tabs={[
          { id: 'entities', label: 'Entities', content: <EntityList run={run} stream={stream} /> },
          { id: 'pages', label: 'Pages', content: <PageList run={run} stream={stream} /> },
          { id: 'calls', label: 'Calls', content: <CallList run={run} stream={stream} /> },
        ]}
      />
    </SpaceBetween>
  );
}

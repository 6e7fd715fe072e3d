import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Run } from '../../../shared/api/run.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Copyable } from '../../shown/copyable.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { SeverityStatus } from '../../shown/statuses.tsx';
import { directionWords, progressWords } from '../../shown/words.ts';
import { IntegrationLink } from '../runs/integration-link.tsx';
import { processedOf } from '../runs/processed.ts';
import { RunDuration } from '../runs/run-duration.tsx';
import { kindOf, triggerOf } from '../runs/run-words.ts';

const statusCodeWords = { 0: 'success', 1: 'in progress', 2: 'error', 3: 'partial' } as const;

/** Everything that a run says of itself. */
export function RunDetails({ run }: { readonly run: Run }) {
  return (
    <Grid gridDefinition={run.action === 'sync' ? [half, half] : [whole]}>
      <Container
        fitHeight
        header={
          <Header variant="h2" actions={<Copyable text={run.runId} what="run id" />}>
            Details
          </Header>
        }
      >
        <KeyValuePairs columns={3} minColumnWidth={150} items={[...originOf(run), ...courseOf(run)]} />
      </Container>
      {run.action === 'sync' && (
        <Container
          fitHeight
          header={
            <Header
              variant="h2"
              actions={
                <RouteLink to={paths.records({ integrationId: run.integrationId, runId: run.runId })}>
                  See updated records
                </RouteLink>
              }
            >
              Records
            </Header>
          }
        >
          <KeyValuePairs columns={3} minColumnWidth={150} items={resultOf(run)} />
        </Container>
      )}
    </Grid>
  );
}

const half = { colspan: { default: 12, m: 6 } } as const;
const whole = { colspan: 12 } as const;

const pair = (label: string, value: React.ReactNode): KeyValuePairsProps.Item => ({ type: 'pair', label, value });

function originOf(run: Run): KeyValuePairsProps.Item[] {
  return [
    pair('Integration', <IntegrationLink integrationId={run.integrationId} name={run.integrationName} />),
    pair('Connector', `${run.connector}, ${directionWords[run.direction].toLowerCase()}`),
    pair('Type', run.dryRun ? `${kindOf(run)}, dry run` : kindOf(run)),
    pair('Trigger', triggerOf(run)),
    pair('Started by', run.startedBy),
    ...(run.retryOf === null
      ? []
      : [pair('Retry of', <RouteLink to={paths.run(run.retryOf)}>An earlier run</RouteLink>)]),
    ...(run.cancelledBy === null ? [] : [pair('Cancelled by', run.cancelledBy)]),
  ];
}

function courseOf(run: Run): KeyValuePairsProps.Item[] {
  return [
    pair('Start', <Moment at={run.startedAt} />),
    pair('End', <Moment at={run.endedAt} />),
    pair('Duration', <RunDuration run={run} />),
    pair('Stage', `${run.stage} (${progressWords[run.progress].toLowerCase()})`),
    pair('Status code', `${run.statusCode} (${statusCodeWords[run.statusCode]})`),
    pair('Completion', `${run.percentage} %`),
    pair('Severity', <SeverityStatus severity={run.severity} />),
    ...(run.action === 'sync' ? activityOf(run.integrationId) : []),
  ];
}

function resultOf({ chunks, counts, kinds, failures }: Run): KeyValuePairsProps.Item[] {
  const count = (label: string, value: number) => pair(label, countOf(value));
  return [
    pair('Chunks', `${countOf(chunks.passed)} passed, ${countOf(chunks.failed)} failed of ${countOf(chunks.total)}`),
    count('Total signals', counts.signals),
    count('Pulled', counts.pulled),
    count('Processed', processedOf(counts)),
    count('Created', counts.created),
    count('Updated', counts.updated),
    pair(
      'Deleted',
      counts.staged > 0 ? `${countOf(counts.deleted)}, ${countOf(counts.staged)} staged` : countOf(counts.deleted),
    ),
    count('Unchanged', counts.unchanged),
    count('Skipped', counts.skipped),
    count('Failed', counts.failed),
    count('Warnings', counts.warnings),
    count('Errors', counts.errors),
    ...Object.entries(kinds).map(([stream, pulled]) => pair(`Total ${stream}`, totalOf(pulled, failures[stream] ?? 0))),
  ];
}

function totalOf(pulled: number, failed: number) {
  if (failed === 0) return countOf(pulled);
  return (
    <>
      {countOf(pulled)}, <Box variant="span" color="text-status-error">{`${countOf(failed)} failed`}</Box>
    </>
  );
}

/** Of the integration, for whoever wonders whether it runs at all, and its schedule works. */
const activityOf = (id: string): KeyValuePairsProps.Item[] => [
  pair('Last trigger', <LastTime id={id} of="lastTriggeredAt" />),
  pair('Last scheduled trigger', <LastTime id={id} of="lastScheduledAt" />),
  pair('Last completion', <LastTime id={id} of="lastCompletedAt" />),
];

interface LastTimeProps {
  readonly id: string;
  readonly of: 'lastTriggeredAt' | 'lastScheduledAt' | 'lastCompletedAt';
}

function LastTime({ id, of }: LastTimeProps) {
  const { data } = useRead<Integration>(`/v1/integrations/${encodeURIComponent(id)}`);
  return <Moment at={data?.activity[of] ?? null} />;
}

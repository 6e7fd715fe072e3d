import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import type { Activity } from '../../../shared/api/activity.ts';
import { countedOf, countOf } from '../../shown/numbers.ts';
import { BucketChart, type Series } from './bucket-chart.tsx';
import { OutcomeShare } from './outcome-share.tsx';

const runSeries: readonly Series[] = [
  {
    title: 'Success',
    color: 'var(--chart-positive)',
    of: ({ runs, partialRuns, failedRuns }) => runs - partialRuns - failedRuns,
  },
  { title: 'Partial success', color: 'var(--chart-medium)', of: ({ partialRuns }) => partialRuns },
  { title: 'Failed', color: 'var(--chart-high)', of: ({ failedRuns }) => failedRuns },
  { title: 'Aborted', color: 'var(--chart-neutral)', of: ({ abortedRuns }) => abortedRuns },
];

const recordSeries: readonly Series[] = [
  { title: 'Created', color: 'var(--chart-positive)', of: ({ created }) => created },
  { title: 'Updated', color: 'var(--chart-first)', of: ({ updated }) => updated },
  { title: 'Deleted', color: 'var(--chart-second)', of: ({ deleted }) => deleted },
  { title: 'Skipped', color: 'var(--chart-low)', of: ({ skipped }) => skipped },
  { title: 'Failed', color: 'var(--chart-high)', of: ({ failedRecords }) => failedRecords },
];

/** Runs and records over time, and what came of the runs. */
export default function ActivityCharts({ activity }: { readonly activity: Activity }) {
  const { total } = activity;
  return (
    <ColumnLayout columns={1}>
      <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
        <Container
          fitHeight
          header={
            <Header variant="h2" description={`${countedOf(total.runs + total.abortedRuns, 'run')} ended`}>
              Runs
            </Header>
          }
        >
          <BucketChart activity={activity} series={runSeries} what="runs" />
        </Container>
        <Container fitHeight header={<Header variant="h2">Outcomes</Header>}>
          <OutcomeShare total={total} series={runSeries} />
        </Container>
      </Grid>
      <Container
        header={
          <Header
            variant="h2"
            description={`${countedOf(total.records, 'record')} processed; the ${countOf(total.unchanged)} unchanged are left out of the chart`}
          >
            Records
          </Header>
        }
      >
        <BucketChart activity={activity} series={recordSeries} what="records" />
      </Container>
    </ColumnLayout>
  );
}

import Box from '@cloudscape-design/components/box';
import PieChart from '@cloudscape-design/components/pie-chart';
import type { ActivityCounts } from '../../../shared/api/activity.ts';
import { countedOf, countOf, percentOf } from '../../shown/numbers.ts';
import type { Series } from './bucket-chart.tsx';

/** How runs ended, as shares of all. */
export function OutcomeShare({
  total,
  series,
}: {
  readonly total: ActivityCounts;
  readonly series: readonly Series[];
}) {
  const runs = total.runs + total.abortedRuns;
  const data = series
    .map(({ title, color, of }) => ({ title, color, value: of(total) }))
    .filter(({ value }) => value > 0);
  const shareOf = (value: number): string => percentOf(runs === 0 ? 0 : value / runs);
  return (
    <PieChart
      variant="donut"
      size="medium"
      hideFilter
      hideDescriptions
      data={data}
      innerMetricValue={runs === 0 ? '' : shareOf(total.runs - total.partialRuns - total.failedRuns)}
      innerMetricDescription="success"
      segmentDescription={({ value }) => `${countedOf(value, 'run')}, ${shareOf(value)}`}
      detailPopoverContent={({ value }) => [
        { key: 'Runs', value: countOf(value) },
        { key: 'Share', value: shareOf(value) },
      ]}
      ariaLabel="Outcomes of runs"
      empty={<Box textAlign="center">No runs within this time</Box>}
    />
  );
}

import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import type { Activity, ActivityCounts } from '../../../shared/api/activity.ts';
import { countOf } from '../../shown/numbers.ts';

export interface Series {
  readonly title: string;
  readonly color: string;
  readonly of: (counts: ActivityCounts) => number;
}

interface Props {
  readonly activity: Activity;
  readonly series: readonly Series[];
  /** What is counted, in the plural. */
  readonly what: string;
}

const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
// Days are those of UTC, wherever the viewer is.
const day = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short', timeZone: 'UTC' });

/** Counts by the hour or the day, on top of each other. */
export function BucketChart({ activity, series, what }: Props) {
  const { buckets, by } = activity;
  const highest = Math.max(...buckets.map((bucket) => series.reduce((sum, one) => sum + one.of(bucket), 0)));
  const format = by === 'hour' ? hour : day;
  return (
    <BarChart
      series={series.map(({ title, color, of }) => ({
        type: 'bar' as const,
        title,
        color,
        valueFormatter: countOf,
        data: buckets.map((bucket) => ({ x: bucket.at, y: of(bucket) })),
      }))}
      stackedBars
      hideFilter
      height={200}
      xDomain={buckets.map(({ at }) => at)}
      yDomain={[0, Math.max(highest, 1)]}
      xTitle={by === 'hour' ? 'Hour' : 'Day (UTC)'}
      ariaLabel={`${what} by the ${by}`}
      i18nStrings={{
        xTickFormatter: (at) => format.format(new Date(at)),
        yTickFormatter: (value) => (Number.isInteger(value) ? countOf(value) : ''),
      }}
      empty={<Box textAlign="center">{`No ${what} within this time`}</Box>}
    />
  );
}

import type { AlertSettings } from '../api/alert.ts';
import type { ErrorRates } from '../api/health.ts';
import type { HourCounts } from './hour-store.ts';

/** H7: what failed within the window, compared with what is an alert. */
export function errorRatesOf(
  { windowHours, ...limits }: AlertSettings['errorRate'],
  { records, failedRecords, runs, failedRuns }: HourCounts,
): ErrorRates {
  return {
    windowHours,
    records: rateOf(failedRecords, records, limits.records, limits.minimumRecords),
    runs: rateOf(failedRuns, runs, limits.runs, limits.minimumRuns),
  };
}

function rateOf(failed: number, total: number, threshold: number | null, minimum: number): ErrorRates['runs'] {
  const rate = total === 0 ? null : failed / total;
  const isTooHigh = threshold !== null && rate !== null && total >= minimum && rate >= threshold;
  return { total, failed, rate, threshold, minimum, isTooHigh };
}

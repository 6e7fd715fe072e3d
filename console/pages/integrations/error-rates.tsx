import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ErrorRates as Rates } from '../../../shared/api/health.ts';
import { countOf, percentOf } from '../../shown/numbers.ts';

/** H7: what fails, beside the share from which on it is an alert. */
export function ErrorRates({ rates }: { readonly rates: Rates }) {
  return (
    <>
      <Rate what="records" {...rates.records} />
      <Rate what="runs" {...rates.runs} />
    </>
  );
}

function Rate({ what, rate, failed, total, threshold, isTooHigh }: Rates['runs'] & { readonly what: string }) {
  const limit = threshold === null ? 'no alert' : `alert at ${percentOf(threshold)}`;
  if (rate === null) {
    return (
      <Box color="text-body-secondary">
        No {what} ({limit})
      </Box>
    );
  }
  const text = `${percentOf(rate)} of ${what}`;
  return (
    <div title={`${countOf(failed)} of ${countOf(total)} ${what} failed`}>
      {isTooHigh ? <StatusIndicator type="error">{text}</StatusIndicator> : text}{' '}
      <Box variant="small" display="inline">
        ({limit})
      </Box>
    </div>
  );
}

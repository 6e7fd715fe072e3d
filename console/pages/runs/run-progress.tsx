import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { Run } from '../../../shared/api/run.ts';
import { countedOf, countOf } from '../../shown/numbers.ts';
import { RunStatus } from '../../shown/statuses.tsx';
import { processedOf } from './processed.ts';
import { useRate } from './use-rate.ts';

/** How far a run is that is working, and how fast; of all others, how they stand. */
export function RunProgress({ run }: { readonly run: Run }) {
  return run.progress === 'RUNNING' ? <Working run={run} /> : <RunStatus run={run} />;
}

function Working({ run }: { readonly run: Run }) {
  const processed = processedOf(run.counts);
  const rate = useRate(processed);
  const records = countedOf(processed, 'record');
  return (
    <ProgressBar
      variant="standalone"
      value={run.percentage}
      ariaLabel={`Running: ${run.integrationName}`}
      additionalInfo={rate === null ? records : `${records}, ${countOf(Math.round(rate))} records/s`}
    />
  );
}

import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import type { Run } from '../../../shared/api/run.ts';
import { CopyButton } from '../../shown/copyable.tsx';
import { countOf } from '../../shown/numbers.ts';
import { isGoing, neverStarted } from '../../shown/statuses.tsx';
import { outcomeWords } from '../../shown/words.ts';
import { RunProgress } from '../runs/run-progress.tsx';

/** How far a run is, or what came of it, in words. */
export function RunOutcome({ run }: { readonly run: Run }) {
  if (isGoing(run)) {
    return (
      <Container>
        <RunProgress run={run} />
        {run.progress !== 'RUNNING' && (
          <Box color="text-body-secondary" margin={{ top: 'xs' }}>
            {run.message}
          </Box>
        )}
      </Container>
    );
  }
  return (
    <Alert type={typeOf(run)} header={headlineOf(run)} action={<CopyButton text={run.message} what="message" />}>
      <div>{run.message}</div>
      {run.error !== null && (
        <Box color="inherit" margin={{ top: 'xxs' }}>
          <Box variant="code">{run.error.code}</Box>
          {!run.message.includes(run.error.message) && ` ${run.error.message}`}
        </Box>
      )}
    </Alert>
  );
}

function typeOf({ outcome, severity }: Run): 'success' | 'warning' | 'error' | 'info' {
  if (outcome === 'FAILED') return 'error';
  if (outcome === 'PARTIAL') return 'warning';
  if (outcome === 'SKIPPED') return 'info';
  return severity === 'WARNING' || severity === 'ERROR' ? 'warning' : 'success';
}

function headlineOf(run: Run): string {
  if (neverStarted(run)) return 'Initial state: the run never started';
  if (run.progress === 'ABORTED') {
    return run.cancelledBy === null ? 'Aborted' : `Aborted, cancelled by ${run.cancelledBy}`;
  }
  if (run.outcome === null) return run.stage;
  const failed = Object.entries(run.failures).map(([stream, count]) => `${countOf(count)} ${stream}`);
  if (run.outcome === 'PARTIAL' && failed.length > 0) return `Partial success: ${failed.join(', ')} failed`;
  const withWarnings = run.outcome === 'SUCCESS' && run.severity !== 'OK' && run.counts.warnings > 0;
  return withWarnings ? 'Success, with warnings' : outcomeWords[run.outcome];
}

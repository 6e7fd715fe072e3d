import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Severity } from '../../shared/api/entity.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { Run } from '../../shared/api/run.ts';
import { countOf } from './numbers.ts';
import { integrationStatusWords, outcomeWords, progressWords, severityWords } from './words.ts';

type Look = StatusIndicatorProps.Type;

const severityLooks: Readonly<Record<Severity, Look>> = {
  OK: 'success',
  INFO: 'info',
  WARNING: 'warning',
  ERROR: 'error',
};

export function SeverityStatus({ severity }: { readonly severity: Severity }) {
  return <StatusIndicator type={severityLooks[severity]}>{severityWords[severity]}</StatusIndicator>;
}

const outcomeLooks: Readonly<Record<NonNullable<Run['outcome']>, Look>> = {
  SUCCESS: 'success',
  PARTIAL: 'warning',
  FAILED: 'error',
  SKIPPED: 'stopped',
};

const progressLooks: Readonly<Record<Run['progress'], Look>> = {
  CREATED: 'pending',
  PENDING: 'pending',
  RUNNING: 'in-progress',
  ABORTION_PENDING: 'stopped',
  ABORTED: 'stopped',
  FINISHED: 'success',
};

type Standing = Pick<Run, 'progress' | 'outcome'> & Partial<Pick<Run, 'percentage' | 'failures' | 'error'>>;

/** Whether a fault kept a run from starting: nothing was done, and it can be triggered again. */
export const neverStarted = ({ error }: Partial<Pick<Run, 'error'>>): boolean => error?.code === 'never_started';

/** How a run stands: how far it is while it goes, what came of it afterwards. */
export function RunStatus({ run }: { readonly run: Standing }) {
  const { progress, outcome, percentage } = run;
  if (neverStarted(run)) return <StatusIndicator type="error">Initial state</StatusIndicator>;
  if (progress === 'FINISHED' && outcome !== null) {
    return <StatusIndicator type={outcomeLooks[outcome]}>{outcomeText(outcome, run.failures ?? {})}</StatusIndicator>;
  }
  const far = progress === 'RUNNING' && percentage !== undefined ? ` ${percentage} %` : '';
  return (
    <StatusIndicator type={progressLooks[progress]}>
      {progressWords[progress]}
      {far}
    </StatusIndicator>
  );
}

function outcomeText(outcome: NonNullable<Run['outcome']>, failures: Readonly<Record<string, number>>): string {
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  if (outcome !== 'PARTIAL' || failed === 0) return outcomeWords[outcome];
  return `${outcomeWords[outcome]} (${countOf(failed)} failed)`;
}

const integrationLooks: Readonly<Record<Integration['status'], Look>> = {
  ACTIVE: 'success',
  ERROR: 'error',
  DISABLED: 'stopped',
};

export function IntegrationStatus({ status }: { readonly status: Integration['status'] }) {
  return <StatusIndicator type={integrationLooks[status]}>{integrationStatusWords[status]}</StatusIndicator>;
}

/** Whether a run is still to change. */
export const isGoing = (run: Pick<Run, 'endedAt'>): boolean => run.endedAt === null;

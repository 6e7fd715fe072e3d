import Container from '@cloudscape-design/components/container';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { Run, Step } from '../../../shared/api/run.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf, durationOf } from '../../shown/numbers.ts';
import { progressWords } from '../../shown/words.ts';

/** What a step did, in numbers; each number that is a list leads to it. */
export function StepFacts({ run: { runId }, step }: { readonly run: Run; readonly step: Step }) {
  const { stream, counts, chunks, progress, percentage } = step;
  const to = (count: number, query: { status?: string; action?: string }): ReactNode =>
    count === 0 ? '0' : <RouteLink to={paths.step(runId, stream, query)}>{countOf(count)}</RouteLink>;
  const items: KeyValuePairsProps.Item[] = [
    { label: 'Processed', value: to(counts.pulled, {}) },
    { label: 'Created', value: to(counts.created, { action: 'CREATE' }) },
    { label: 'Updated', value: to(counts.updated, { action: 'UPDATE' }) },
    { label: 'Deleted', value: deletedOf(step, to) },
    { label: 'Unchanged', value: to(counts.unchanged, { action: 'NONE' }) },
    { label: 'Skipped', value: to(counts.skipped, { action: 'SKIP' }) },
    { label: 'Failed', value: to(counts.failed, { status: 'ERROR' }) },
    { label: 'Warnings', value: to(counts.warnings, { status: 'WARNING' }) },
    {
      label: 'Pages',
      value:
        step.pages === 0 ? (
          '0'
        ) : (
          <RouteLink to={paths.step(runId, stream, { tab: 'pages' })}>{countOf(step.pages)}</RouteLink>
        ),
    },
    { label: 'Rate limit', value: <RateLimited step={step} /> },
    { label: 'Accounted for', value: <Proven step={step} /> },
    {
      label: 'Progress',
      value: progress === 'RUNNING' ? `${progressWords[progress]}, ${percentage} %` : progressWords[progress],
    },
    { label: 'Start', value: <Moment at={step.startedAt} /> },
    { label: 'End', value: <Moment at={step.endedAt} /> },
    { label: 'Duration', value: durationOfStep(step) },
    {
      label: 'Chunks',
      value: `${countOf(chunks.passed)} passed${chunks.failed === 0 ? '' : `, ${countOf(chunks.failed)} failed`} of ${countOf(chunks.total)}`,
    },
  ];
  return (
    <Container>
      <KeyValuePairs columns={4} items={items} ariaLabel={`What the step ${stream} did`} />
    </Container>
  );
}

function deletedOf({ counts }: Step, to: (count: number, query: { action: string }) => ReactNode): ReactNode {
  const { deleted, staged } = counts;
  if (staged === 0) return to(deleted, { action: 'DELETE' });
  return (
    <>
      {to(deleted, { action: 'DELETE' })}, {to(staged, { action: 'DELETE' })} waiting for approval
    </>
  );
}

function RateLimited({ step: { rateLimited } }: { readonly step: Step }) {
  return rateLimited ? (
    <StatusIndicator type="warning">Hit</StatusIndicator>
  ) : (
    <StatusIndicator type="success">Not hit</StatusIndicator>
  );
}

function Proven({ step: { proof } }: { readonly step: Step }) {
  if (proof === null) return <StatusIndicator type="pending">When the step is closed</StatusIndicator>;
  const sum = `${countOf(proof.accounted)} of ${countOf(proof.pulled)}`;
  return <StatusIndicator type={proof.complete ? 'success' : 'warning'}>{sum}</StatusIndicator>;
}

function durationOfStep({ startedAt, endedAt }: Step): string {
  if (startedAt === null || endedAt === null) return '–';
  return durationOf(new Date(endedAt).getTime() - new Date(startedAt).getTime());
}

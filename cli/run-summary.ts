import type { Run, Step } from '../shared/api/run.ts';
import { printable, showCount, showDuration, showTime } from './human-text.ts';
import { showStatus } from './run-status.ts';
import { type Column, table } from './table.ts';

/** A run and its steps on one screen. */
export function summaryOf(run: Run, steps: readonly Step[]): string[] {
  const ended = run.endedAt === null ? '' : `, took ${showDuration(run.durationMs)}`;
  const lines = [
    `${run.integrationName}: ${showStatus(run).toUpperCase()}  ${run.type} ${run.action}, run ${run.runId}`,
    `started ${showTime(run.startedAt)} by ${run.startedBy} (${run.trigger.toLowerCase()})${ended}`,
  ];
  if (run.message !== '') lines.push(run.message);
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`);
  if (steps.length > 0) lines.push('', ...table(steps, columns));
  lines.push(...stepRemarks(steps));
  if (run.counts.failed > 0 || run.counts.errors > 0) {
    lines.push('', `What failed: syncline entities ${run.runId} --status ERROR`);
  }
  return lines.map((line) => line.split('\n').map(printableKeepingIndent).join('\n'));
}

const count = (title: string, value: (step: Step) => number): Column<Step> => ({
  title,
  value: (step) => showCount(value(step)),
  align: 'right',
});

const columns: Column<Step>[] = [
  { title: 'STREAM', value: ({ stream }) => stream },
  count('PULLED', ({ counts }) => counts.pulled),
  count('CREATED', ({ counts }) => counts.created),
  count('UPDATED', ({ counts }) => counts.updated),
  count('DELETED', ({ counts }) => counts.deleted),
  count('UNCHANGED', ({ counts }) => counts.unchanged),
  count('SKIPPED', ({ counts }) => counts.skipped),
  count('FAILED', ({ counts }) => counts.failed),
  count('PAGES', ({ pages }) => pages),
  { title: 'COMPLETE', value: ({ proof }) => (proof === null ? '–' : proof.complete ? 'yes' : 'no') },
];

function stepRemarks(steps: readonly Step[]): string[] {
  return steps.flatMap(({ stream, error, proof, rateLimited }) => [
    ...(error ? [`${stream}: ${error.code}: ${error.message}`] : []),
    ...(proof && !proof.complete ? proof.missing.map((missing) => `${stream}: ${missing}`) : []),
    ...(rateLimited ? [`${stream}: the source slowed us down (rate limit).`] : []),
  ]);
}

const printableKeepingIndent = (line: string): string => (/^ */.exec(line)?.[0] ?? '') + printable(line);

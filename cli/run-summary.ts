import type { Run, Step } from '../shared/api/run.ts';
import { printable, showCount, showDuration, showTime } from './human-text.ts';
import { showStatus } from './run-status.ts';
import { type Column, table } from './table.ts';

/** A run and its steps on one screen. */
export function summaryOf(run: Run, steps: readonly Step[]): string[] {
  const ended = run.endedAt === null ? '' : `, took ${showDuration(run.durationMs)}`;
  const lines = [
    `${run.integrationName}: ${showStatus(run).toUpperCase()}  ${showKind(run)}, run ${run.runId}`,
    `started ${showTime(run.startedAt)} by ${run.startedBy} (${run.triggerName.toLowerCase().replaceAll('_', ' ')})${ended}`,
  ];
  if (run.message !== '') lines.push(run.message);
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`);
  if (run.retryOf !== null) lines.push(`does run ${run.retryOf} again`);
  lines.push(...(run.changes ?? []).map(showChange));
  if (steps.length > 0) lines.push('', ...table(steps, columns));
  lines.push(...stepRemarks(steps));
  if (run.counts.failed > 0 || run.counts.errors > 0) {
    lines.push('', `What failed: syncline entities ${run.runId} --status ERROR`);
  }
  return lines.map((line) => line.split('\n').map(printableKeepingIndent).join('\n'));
}

/** `full sync`, `dry run (update sync)`, `contacts 42`, `test`, `update`. */
function showKind({ action, type, dryRun, record }: Run): string {
  if (action !== 'sync') return action;
  if (record) return `${dryRun ? 'dry run for ' : ''}${record.stream} ${record.externalId}`;
  return dryRun ? `dry run (${type} sync)` : `${type} sync`;
}

/** Of a secret, no value is there. */
function showChange(change: NonNullable<Run['changes']>[number]): string {
  const value = (name: 'old' | 'new') => (name in change ? JSON.stringify(change[name]) : '–');
  const isOpen = 'old' in change || 'new' in change;
  return isOpen ? `  ${change.field}: ${value('old')} → ${value('new')}` : `  ${change.field}: changed`;
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

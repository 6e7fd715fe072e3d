import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { SearchIndexStore } from '../search/search-index-store.ts';
import type { StepMode, StepStore } from '../steps/step-store.ts';
import type { StreamStateStore } from '../streams/stream-state-store.ts';
import type { RunInput, StepInput } from '../workflow/workflow.ts';

export interface OpenRunDependencies {
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly streams: StreamStateStore;
  readonly searchIndexes: SearchIndexStore;
  readonly now: () => number;
}

/**
 * First state of SyncRun: one step for each stream, each with what it compares against. A run that was ended before it
 * came to this has no steps to do.
 */
export async function openRun(deps: OpenRunDependencies, input: RunInput): Promise<RunInput & { steps: StepInput[] }> {
  const { org, runId } = input;
  const run = await begin(deps, org, runId);
  if (!run) return { org, runId, steps: [] };
  for (const stream of run.streams) await openStep(deps, run, stream);
  return { org, runId, steps: run.streams.map((stream) => ({ org, runId, stream })) };
}

/** Undefined for a run that is not to go on. R1: what runners read is running once the first page comes. */
async function begin({ runs }: OpenRunDependencies, org: string, runId: string): Promise<StoredRun | undefined> {
  const before = await runs.get(org, runId);
  if (before?.pool !== undefined && isOnRunner(before)) {
    return isEnded(before.progress) || before.progress === 'ABORTION_PENDING' ? undefined : before;
  }
  const opened = await runs.move(org, runId, 'RUNNING');
  const run = opened.kind === 'moved' ? opened.run : await runs.get(org, runId);
  // Opened twice, because the first answer was lost: the steps are there or are made now.
  return run?.progress === 'RUNNING' ? run : undefined;
}

/** Replays and staged deletions need no source. */
const needsSource = (mode: StepMode): boolean => mode !== 'replay' && mode !== 'staged';

const isOnRunner = ({ modes }: StoredRun): boolean => Object.values(modes).some(needsSource);

async function openStep(deps: OpenRunDependencies, run: StoredRun, stream: string): Promise<void> {
  const { org, runId, integrationId, dryRun, asOf, pool, hotUntil, expiresAt } = run;
  const state = await deps.streams.get({ org, integrationId, stream });
  const mode = run.modes[stream] ?? 'full';
  // Before there is a step, so that no record is ever touched by a run that searches do not know.
  // A dry run touches none.
  if (!dryRun) await deps.searchIndexes.noteRun({ org, integrationId, stream }, run.connector, runId);
  await deps.steps.open({
    org,
    runId,
    stream,
    integrationId,
    mode,
    ...(dryRun && { dryRun }),
    ...(run.direction === 'outbound' && { outbound: true }),
    ...((mode === 'replay' || mode === 'staged') && asOf !== undefined && { asOf }),
    ...(pool !== undefined && needsSource(mode) && { pool }),
    cursor: mode === 'update' ? state.cursor : null,
    fingerprints: state.fingerprints,
    knownRecords: state.knownRecords,
    verify: state.strays > state.settled,
    strays: state.strays,
    startedAt: new Date(deps.now()).toISOString(),
    hotUntil,
    expiresAt,
  });
}

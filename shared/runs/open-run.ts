import type { SearchIndexStore } from '../search/search-index-store.ts';
import type { StepStore } from '../steps/step-store.ts';
import type { StreamStateStore } from '../streams/stream-state-store.ts';
import type { RunInput, StepInput } from '../workflow/workflow.ts';
import type { RunStore, StoredRun } from './run-store.ts';

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
  const opened = await deps.runs.move(org, runId, 'RUNNING');
  const run = opened.kind === 'moved' ? opened.run : await deps.runs.get(org, runId);
  // Opened twice, because the first answer was lost: the steps are there or are made now.
  if (run?.progress !== 'RUNNING') return { org, runId, steps: [] };
  for (const stream of run.streams) await openStep(deps, run, stream);
  return { org, runId, steps: run.streams.map((stream) => ({ org, runId, stream })) };
}

async function openStep(deps: OpenRunDependencies, run: StoredRun, stream: string): Promise<void> {
  const { org, runId, integrationId, hotUntil, expiresAt } = run;
  const state = await deps.streams.get({ org, integrationId, stream });
  const mode = run.modes[stream] ?? 'full';
  // Before there is a step, so that no record is ever touched by a run that searches do not know.
  await deps.searchIndexes.noteRun({ org, integrationId, stream }, run.connector, runId);
  await deps.steps.open({
    org,
    runId,
    stream,
    integrationId,
    mode,
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

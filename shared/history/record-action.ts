import { ulid } from 'ulid';
import type { Call } from '../api/call.ts';
import type { FieldChange } from '../api/entity.ts';
import type { Caller } from '../control/launch-run.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { RunStore, StartedRun } from '../runs/run-store.ts';
import type { StepError, StepStore } from '../steps/step-store.ts';
import { apiCounts, noCounts } from '../tally/chunk-counts.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { countBlock } from '../trail/count-block.ts';
import { expiryAfter, type Retention } from '../trail/retention.ts';
import type { TrailStore } from '../trail/trail-store.ts';

export interface RecordActionDependencies {
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
  readonly retention: (org: string) => Promise<Retention>;
  readonly now: () => number;
}

/** Something that was done to an integration, and is over. */
export interface RecordedAction {
  readonly action: 'test' | 'update';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly message: string;
  /** Null where it went well. */
  readonly error: StepError | null;
  /** Of an update, what it changed. */
  readonly changes?: readonly FieldChange[];
  /** Of a test, what it asked the source; redacted. */
  readonly calls?: readonly Call[];
}

/** The step of a test of the connection, so that its calls can be read like those of a sync. */
export const connectionStep = '(connection)';

/**
 * H4: puts something that was done to an integration into its history, beside the syncs. It has no streams, so there is
 * nothing to archive: all of it stays where it is until the run expires. Answers with the id of its run.
 */
export async function recordAction(
  deps: RecordActionDependencies,
  caller: Caller,
  { integrationId, name, connector, direction }: StoredIntegration,
  done: RecordedAction,
): Promise<string> {
  const { action, startedAt, message, error, changes, calls } = done;
  const runId = ulid(startedAt);
  const { archiveDays } = await deps.retention(caller.org);
  const expiresAt = expiryAfter(startedAt, archiveDays);
  const endedAt = new Date(deps.now()).toISOString();
  if (calls) await recordCalls(deps, { org: caller.org, runId, integrationId, expiresAt, endedAt }, done, calls);
  const run: StartedRun = {
    org: caller.org,
    runId,
    integrationId,
    integrationName: name,
    connector,
    direction,
    action,
    type: 'background',
    trigger: 'API',
    startedBy: caller.user,
    startedAt: new Date(startedAt).toISOString(),
    retryOf: null,
    dryRun: false,
    streams: [],
    modes: {},
    ...(changes && { changes: [...changes] }),
  };
  await deps.runs.record(
    run,
    {
      endedAt,
      outcome: error ? 'FAILED' : 'SUCCESS',
      severity: error ? 'ERROR' : 'OK',
      message,
      error,
      chunks: { total: 0, passed: 0, failed: 0 },
      counts: apiCounts(noCounts, 0),
      kinds: {},
      failures: {},
      proof: null,
    },
    expiresAt,
  );
  return runId;
}

/** Before the run itself, so that no run is seen without its calls. */
async function recordCalls(
  deps: RecordActionDependencies,
  of: { org: string; runId: string; integrationId: string; expiresAt: number; endedAt: string },
  { startedAt, error }: RecordedAction,
  calls: readonly Call[],
): Promise<void> {
  const { org, runId, integrationId, expiresAt, endedAt } = of;
  const chunk = { org, runId, stream: connectionStep, chunk: 0 };
  const block = { at: endedAt, pages: [], calls, entities: [] };
  const counts = countBlock(block);
  await deps.trail.putAll([{ chunk, block, keys: [], counts, expiresAt }]);
  await deps.tallies.tallyChunk(chunk, counts, expiresAt);
  const opened = {
    org,
    runId,
    stream: connectionStep,
    integrationId,
    mode: 'full',
    cursor: null,
    fingerprints: null,
    knownRecords: 0,
    verify: false,
    strays: 0,
    startedAt: new Date(startedAt).toISOString(),
    hotUntil: expiresAt,
    expiresAt,
  } as const;
  await deps.steps.record(opened, { error, chunks: 1, counts, endedAt });
}

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

export interface RecordUpdateDependencies {
  readonly runs: RunStore;
  readonly retention: (org: string) => Promise<Retention>;
  readonly now: () => number;
}

export interface RecordActionDependencies extends RecordUpdateDependencies {
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
}

/** A change of an integration, which is over. */
export interface RecordedUpdate {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly message: string;
  readonly changes?: readonly FieldChange[];
}

/** A test of the connection, which is over. */
export interface RecordedTest {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly message: string;
  /** Null where it went well. */
  readonly error: StepError | null;
  /** What it asked the source; redacted. */
  readonly calls: readonly Call[];
}

/** The step of a test of the connection, so that its calls can be read like those of a sync. */
export const connectionStep = '(connection)';

/**
 * H4: puts a change of an integration into its history, beside the syncs. Like a test it has no streams, so there is
 * nothing to archive: all of it stays where it is until the run expires. Answers with the id of its run.
 */
export async function recordUpdate(
  deps: RecordUpdateDependencies,
  caller: Caller,
  integration: StoredIntegration,
  { startedAt, message, changes }: RecordedUpdate,
): Promise<string> {
  const runId = ulid(startedAt);
  const run = {
    ...runOf(caller, integration, runId, startedAt),
    action: 'update' as const,
    ...(changes && { changes: [...changes] }),
  };
  await keep(deps, run, { message, error: null, expiresAt: await expiryOf(deps, caller.org, startedAt) });
  return runId;
}

/** H4: the same for a test of its connection, with its calls. */
export async function recordTest(
  deps: RecordActionDependencies,
  caller: Caller,
  integration: StoredIntegration,
  { startedAt, message, error, calls }: RecordedTest,
): Promise<string> {
  const runId = ulid(startedAt);
  const run = { ...runOf(caller, integration, runId, startedAt), action: 'test' as const };
  const expiresAt = await expiryOf(deps, caller.org, startedAt);
  const endedAt = new Date(deps.now()).toISOString();
  await recordCalls(deps, { ...run, expiresAt, endedAt }, { startedAt, error, calls });
  await keep(deps, run, { message, error, expiresAt });
  return runId;
}

const runOf = (
  { org, user }: Caller,
  { integrationId, name, connector, direction }: StoredIntegration,
  runId: string,
  startedAt: number,
) =>
  ({
    org,
    runId,
    integrationId,
    integrationName: name,
    connector,
    direction,
    type: 'background',
    trigger: 'API',
    startedBy: user,
    startedAt: new Date(startedAt).toISOString(),
    retryOf: null,
    dryRun: false,
    streams: [],
    modes: {},
  }) satisfies Omit<StartedRun, 'action'>;

async function expiryOf({ retention }: RecordUpdateDependencies, org: string, startedAt: number): Promise<number> {
  return expiryAfter(startedAt, (await retention(org)).archiveDays);
}

async function keep(
  deps: RecordUpdateDependencies,
  run: StartedRun,
  { message, error, expiresAt }: { message: string; error: StepError | null; expiresAt: number },
): Promise<void> {
  await deps.runs.record(
    run,
    {
      endedAt: new Date(deps.now()).toISOString(),
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
}

/** Before the run itself, so that no run is seen without its calls. */
async function recordCalls(
  deps: RecordActionDependencies,
  of: { org: string; runId: string; integrationId: string; expiresAt: number; endedAt: string },
  { startedAt, error, calls }: Omit<RecordedTest, 'message'>,
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

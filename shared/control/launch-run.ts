import { decodeTime } from 'ulid';
import type { Run } from '../api/run.ts';
import { cloud } from '../api/runner.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import type { RunStore, Selection, StartedRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { StepMode } from '../steps/step-store.ts';
import type { StreamLockStore } from '../streams/stream-lock-store.ts';
import { expiryAfter, type Retention } from '../trail/retention.ts';
import type { Workflow } from '../workflow/workflow.ts';

export interface Caller {
  readonly org: string;
  readonly user: string;
}

export interface LaunchDependencies {
  readonly integrations: IntegrationStore;
  readonly locks: StreamLockStore;
  readonly runs: RunStore;
  readonly workflow: Workflow;
  readonly retention: (org: string) => Promise<Retention>;
  readonly now: () => number;
}

/** What a run is to do. */
export interface RunPlan {
  readonly type: Run['type'];
  readonly trigger: Run['trigger'];
  readonly modes: Readonly<Record<string, StepMode>>;
  /** For each stream of which only some records are taken. */
  readonly selections: Readonly<Record<string, Selection>>;
  readonly dryRun: boolean;
  readonly retryOf: string | null;
  readonly asOf?: string;
  /** What its message is to say besides. */
  readonly note?: string;
}

export type LaunchResult =
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'busy'; readonly runId: string; readonly stream: string };

/**
 * Gets a run going under an id. The run is written before its streams are locked and its execution started, so that a
 * start that dies anywhere in between leaves a run that the sweep finds and ends, never a lock that nobody owns; doing it
 * again under the same id goes on where it ended. A dry run locks nothing: it must keep no other run from starting.
 */
export async function launchRun(
  deps: LaunchDependencies,
  caller: Caller,
  integration: StoredIntegration,
  runId: string,
  plan: RunPlan,
): Promise<LaunchResult> {
  // Lists by time go by ids, so both must say the same.
  const startedAt = decodeTime(runId);
  const run = runOf(caller, integration, runId, plan, startedAt);
  const { hotDays, archiveDays } = await deps.retention(run.org);
  const kept = { hotUntil: expiryAfter(startedAt, hotDays), expiresAt: expiryAfter(startedAt, archiveDays) };
  for (const [stream, selection] of Object.entries(plan.selections)) {
    await deps.runs.select({ org: run.org, runId, stream }, selection, kept.expiresAt);
  }
  const created = await deps.runs.create(run, kept);
  if (created === 'exists' && (await hasBegun(deps, run))) return { kind: 'started', runId };
  const busy = run.dryRun ? undefined : await lockStreams(deps, run);
  if (busy) {
    await deps.runs.discard(run.org, runId);
    return busy;
  }
  if (!run.dryRun) {
    await deps.integrations.noteActivity(run.org, run.integrationId, {
      lastTriggeredAt: run.startedAt,
      ...(run.trigger === 'SCHEDULED' && { lastScheduledAt: run.startedAt }),
    });
  }
  await deps.workflow.start({ org: run.org, runId });
  return { kind: 'started', runId };
}

function runOf(
  { org, user }: Caller,
  { integrationId, name, connector, direction, runsOn = cloud }: StoredIntegration,
  runId: string,
  plan: RunPlan,
  startedAt: number,
): StartedRun {
  const { type, trigger, modes, dryRun, retryOf, asOf, note } = plan;
  const record = onlyRecordOf(plan);
  return {
    org,
    runId,
    integrationId,
    integrationName: name,
    connector,
    direction,
    action: 'sync',
    type,
    trigger,
    startedBy: user,
    startedAt: new Date(startedAt).toISOString(),
    retryOf,
    dryRun,
    streams: Object.keys(modes).sort(),
    modes,
    ...(asOf !== undefined && { asOf }),
    ...(note !== undefined && { note }),
    ...(record && { record }),
    ...(runsOn !== cloud && { pool: runsOn }),
  };
}

/** R8: a run for one record is that record's log entry. */
function onlyRecordOf({ modes, selections }: RunPlan): StartedRun['record'] {
  const [stream, ...others] = Object.keys(modes);
  const selection = stream === undefined ? undefined : selections[stream];
  if (stream === undefined || others.length > 0 || selection?.kind !== 'ids') return undefined;
  const [externalId, ...more] = selection.ids;
  return externalId === undefined || more.length > 0 ? undefined : { stream, externalId };
}

async function hasBegun({ runs }: LaunchDependencies, { org, runId }: StartedRun): Promise<boolean> {
  const progress = (await runs.get(org, runId))?.progress;
  return progress !== undefined && progress !== 'CREATED';
}

/** Streams are locked in the order of their names: of two starts that want the same ones, one gets all. */
async function lockStreams(deps: LaunchDependencies, run: StartedRun) {
  const { org, integrationId, runId } = run;
  const held: string[] = [];
  for (const stream of run.streams) {
    const busy = await lock(deps, { org, integrationId, stream }, runId);
    if (busy !== undefined) {
      for (const other of held) await deps.locks.release({ org, integrationId, stream: other }, runId);
      return { kind: 'busy' as const, runId: busy, stream };
    }
    held.push(stream);
  }
  return undefined;
}

/** Answers with the run that keeps the stream busy. A run that has ended, or is gone, keeps nothing busy. */
async function lock(
  { locks, runs }: LaunchDependencies,
  stream: Parameters<StreamLockStore['acquire']>[0],
  runId: string,
): Promise<string | undefined> {
  const first = await locks.acquire(stream, runId);
  if (first.kind === 'held') return undefined;
  const holder = await runs.get(stream.org, first.runId);
  if (holder && !isEnded(holder.progress)) return first.runId;
  const second = await locks.acquire(stream, runId, first.runId);
  return second.kind === 'held' ? undefined : second.runId;
}

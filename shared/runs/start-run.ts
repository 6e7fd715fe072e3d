import { ulid } from 'ulid';
import type { Run, StartRun } from '../api/run.ts';
import type { StreamDefinition } from '../connector/connector.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import type { StreamLockStore } from '../streams/stream-lock-store.ts';
import { expiryAfter, type Retention } from '../trail/retention.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { RunStore, StartedRun } from './run-store.ts';
import { isEnded } from './run-transitions.ts';

export interface Caller {
  readonly org: string;
  readonly user: string;
}

export interface StartRunDependencies {
  readonly integrations: IntegrationStore;
  readonly locks: StreamLockStore;
  readonly runs: RunStore;
  readonly workflow: Workflow;
  readonly retention: (org: string) => Promise<Retention>;
  readonly now: () => number;
}

export type StartRunResult =
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'busy'; readonly runId: string; readonly stream: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-active'; readonly status: string; readonly reason: string | null }
  | { readonly kind: 'unknown-stream'; readonly stream: string; readonly known: readonly string[] }
  | { readonly kind: 'mode-not-offered'; readonly stream: string; readonly mode: string };

/**
 * Starts a sync. The run is written before its streams are locked and its execution started, so that a start that
 * dies anywhere in between leaves a run that the sweep finds and ends, never a lock that nobody owns.
 */
export async function startRun(
  deps: StartRunDependencies,
  caller: Caller,
  integrationId: string,
  request: StartRun,
  trigger: Run['trigger'] = 'API',
): Promise<StartRunResult> {
  const integration = await deps.integrations.get(caller.org, integrationId);
  if (!integration) return { kind: 'not-found' };
  if (integration.status !== 'ACTIVE') {
    return { kind: 'not-active', status: integration.status, reason: integration.statusReason };
  }
  const chosen = chooseStreams(integration, request);
  if (chosen.kind !== 'chosen') return chosen;

  const startedAt = deps.now();
  const run: StartedRun = {
    org: caller.org,
    runId: ulid(startedAt),
    integrationId,
    integrationName: integration.name,
    connector: integration.connector,
    direction: integration.direction,
    action: 'sync',
    type: chosen.type,
    trigger,
    startedBy: caller.user,
    startedAt: new Date(startedAt).toISOString(),
    retryOf: null,
    dryRun: false,
    streams: Object.keys(chosen.modes).sort(),
    modes: chosen.modes,
  };
  const { hotDays, archiveDays } = await deps.retention(run.org);
  await deps.runs.create(run, {
    hotUntil: expiryAfter(startedAt, hotDays),
    expiresAt: expiryAfter(startedAt, archiveDays),
  });
  const busy = await lockStreams(deps, run);
  if (busy) {
    await deps.runs.discard(run.org, run.runId);
    return busy;
  }
  await deps.integrations.noteActivity(run.org, integrationId, {
    lastTriggeredAt: run.startedAt,
    ...(trigger === 'SCHEDULED' && { lastScheduledAt: run.startedAt }),
  });
  await deps.workflow.start({ org: run.org, runId: run.runId });
  return { kind: 'started', runId: run.runId };
}

interface Chosen {
  readonly kind: 'chosen';
  readonly type: 'full' | 'update';
  readonly modes: Record<string, 'full' | 'update'>;
}

/** Without a type: an update where a stream offers one, else a full run, which every stream offers. */
function chooseStreams(
  { streams: offered }: StoredIntegration,
  { type, streams: wanted }: StartRun,
): Chosen | Extract<StartRunResult, { kind: 'unknown-stream' | 'mode-not-offered' }> {
  const known = offered.map(({ name }) => name);
  const unknown = wanted?.find((stream) => !known.includes(stream));
  if (unknown !== undefined) return { kind: 'unknown-stream', stream: unknown, known };
  const chosen = offered.filter(({ name }) => wanted?.includes(name) ?? true);
  const updatable = chosen.some(({ modes }) => modes.includes('update'));
  if (type === 'update' && !updatable) {
    return { kind: 'mode-not-offered', stream: chosen.map(({ name }) => name).join(', '), mode: type };
  }
  const runType = type ?? (updatable ? 'update' : 'full');
  const modeOf = ({ modes }: StreamDefinition) =>
    runType === 'update' && modes.includes('update') ? 'update' : 'full';
  return { kind: 'chosen', type: runType, modes: Object.fromEntries(chosen.map((s) => [s.name, modeOf(s)])) };
}

/** Streams are locked in the order of their names: of two starts that want the same ones, one gets all. */
async function lockStreams(deps: StartRunDependencies, run: StartedRun) {
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
  { locks, runs }: StartRunDependencies,
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

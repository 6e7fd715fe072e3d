import { ulid } from 'ulid';
import type { Run, StartRun } from '../api/run.ts';
import type { StreamDefinition } from '../connector/connector.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import { type Caller, type LaunchDependencies, type LaunchResult, launchRun, type RunPlan } from './launch-run.ts';
import { type OnceResult, onceForKey } from './once-for-key.ts';

export type { Caller } from './launch-run.ts';

export interface StartRunDependencies extends LaunchDependencies {
  readonly keys: IdempotencyStore;
}

export interface StartRequest extends StartRun {
  /** Two requests with the same key within 24 hours are one; see `onceForKey`. */
  readonly idempotencyKey?: string | null;
}

export type StartRunResult =
  | LaunchResult
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-active'; readonly status: string; readonly reason: string | null }
  | { readonly kind: 'unknown-stream'; readonly stream: string; readonly known: readonly string[] }
  | { readonly kind: 'mode-not-offered'; readonly stream: string; readonly mode: string }
  /** Single records of the stream cannot be asked for. */
  | { readonly kind: 'not-offered'; readonly stream: string }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'under-way' };

/** Starts a sync. */
export async function startRun(
  deps: StartRunDependencies,
  caller: Caller,
  integrationId: string,
  { idempotencyKey = null, ...request }: StartRequest,
  trigger: Run['trigger'] = 'API',
): Promise<StartRunResult> {
  const content = ['start', integrationId, trigger, request];
  const keyed = { org: caller.org, key: idempotencyKey, content, id: ulid(deps.now()) };
  return startedOnce(
    await onceForKey(deps.keys, keyed, async (runId) => {
      const result = await start(deps, caller, integrationId, request, trigger, runId);
      return { made: result.kind === 'started', result };
    }),
  );
}

/** What a start says that may have been a repetition. */
export function startedOnce<Result>(
  once: OnceResult<Result>,
): Result | { kind: 'started'; runId: string } | { kind: 'key-reused' } | { kind: 'under-way' } {
  if (once.kind === 'done') return once.result;
  return once.kind === 'repeated' ? { kind: 'started', runId: once.id } : once;
}

async function start(
  deps: StartRunDependencies,
  caller: Caller,
  integrationId: string,
  request: StartRun,
  trigger: Run['trigger'],
  runId: string,
): Promise<StartRunResult> {
  const integration = await deps.integrations.get(caller.org, integrationId);
  if (!integration) return { kind: 'not-found' };
  if (integration.status !== 'ACTIVE') {
    return { kind: 'not-active', status: integration.status, reason: integration.statusReason };
  }
  const chosen = chooseStreams(integration, request);
  if (chosen.kind !== 'chosen') return chosen;
  const { type, modes, selections } = chosen;
  const plan = { type, trigger, modes, selections, dryRun: request.dryRun ?? false, retryOf: null };
  const note = noteOf(request);
  return launchRun(deps, caller, integration, runId, { ...plan, ...(note !== null && { note }) });
}

/** More ids than this say nothing to a person; with one, the run in a list is the log entry of that record (R8). */
const mostIdsToName = 3;

const noteOf = ({ streams, ids }: StartRun): string | null =>
  ids !== undefined && ids.length <= mostIdsToName ? `Only ${streams?.[0]} ${ids.join(', ')}.` : null;

type Chosen = { readonly kind: 'chosen' } & Pick<RunPlan, 'type' | 'modes' | 'selections'>;

type Refusal = Extract<StartRunResult, { kind: 'unknown-stream' | 'mode-not-offered' | 'not-offered' }>;

/** Without a type: an update where a stream offers one, else a full run, which every stream offers. */
export function chooseStreams(
  { streams: offered }: Pick<StoredIntegration, 'streams'>,
  { type, streams: wanted, ids }: StartRun,
): Chosen | Refusal {
  const known = offered.map(({ name }) => name);
  const unknown = wanted?.find((stream) => !known.includes(stream));
  if (unknown !== undefined) return { kind: 'unknown-stream', stream: unknown, known };
  const chosen = offered.filter(({ name }) => wanted?.includes(name) ?? true);
  if (ids !== undefined) return chooseIds(chosen, ids);
  const updatable = chosen.some(({ modes }) => modes.includes('update'));
  if (type === 'update' && !updatable) {
    return { kind: 'mode-not-offered', stream: chosen.map(({ name }) => name).join(', '), mode: type };
  }
  const runType = type ?? (updatable ? 'update' : 'full');
  const modeOf = ({ modes }: StreamDefinition): 'full' | 'update' =>
    runType === 'update' && modes.includes('update') ? 'update' : 'full';
  const modes = Object.fromEntries(chosen.map((stream) => [stream.name, modeOf(stream)]));
  return { kind: 'chosen', type: runType, modes, selections: {} };
}

/** Ids mean nothing without their stream, so whoever gives some names one. */
function chooseIds([stream, ...others]: readonly StreamDefinition[], ids: readonly string[]): Chosen | Refusal {
  if (stream === undefined || others.length > 0) throw new RangeError('Ids are those of exactly one stream.');
  if (stream.byId !== true) return { kind: 'not-offered', stream: stream.name };
  const selection = { kind: 'ids' as const, ids: [...new Set(ids)] };
  return {
    kind: 'chosen',
    type: 'background',
    modes: { [stream.name]: 'ids' },
    selections: { [stream.name]: selection },
  };
}

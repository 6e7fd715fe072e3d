import type { FindConnector } from '../integrations/integration-dependencies.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import { isExpired } from '../trail/retention.ts';
import type { IdempotencyStore } from './idempotency-store.ts';
import type { Caller } from './launch-run.ts';
import { onceForKey } from './once-for-key.ts';

export interface CancelRunDependencies {
  readonly runs: RunStore;
  readonly keys: IdempotencyStore;
  readonly findConnector: FindConnector;
  readonly now: () => number;
}

export type CancelRunResult =
  /** Also where somebody else had asked for it before. */
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'ended'; readonly run: StoredRun }
  | { readonly kind: 'not-cancellable'; readonly connector: string }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'under-way' };

/**
 * Asks a run to end. Nothing is stopped from here: whoever works on the run sees it at the next chunk, and the workflow
 * goes its ordinary way to the end, so that all that was done is told, and the next run can rely on it.
 */
export async function cancelRun(
  deps: CancelRunDependencies,
  caller: Caller,
  runId: string,
  key: string | null = null,
): Promise<CancelRunResult> {
  const keyed = { org: caller.org, key, content: ['cancel', runId], id: runId };
  const once = await onceForKey(deps.keys, keyed, async () => {
    const result = await cancel(deps, caller, runId);
    return { made: result.kind === 'cancelling', result };
  });
  if (once.kind === 'done') return once.result;
  return once.kind === 'repeated' ? { kind: 'cancelling' } : once;
}

async function cancel(deps: CancelRunDependencies, { org, user }: Caller, runId: string): Promise<CancelRunResult> {
  const run = await deps.runs.get(org, runId);
  if (!run || isExpired(run.expiresAt, deps.now())) return { kind: 'not-found' };
  if (isEnded(run.progress)) return { kind: 'ended', run };
  if (run.progress === 'ABORTION_PENDING') return { kind: 'cancelling' };
  const connector = await deps.findConnector(run.connector);
  if (connector?.cancellable === false) return { kind: 'not-cancellable', connector: connector.title };
  const at = new Date(deps.now()).toISOString();
  const moved = await deps.runs.cancel(org, runId, { by: user, at });
  // It ended, or somebody else cancelled it, between the two requests.
  return moved.kind === 'moved' ? { kind: 'cancelling' } : cancel(deps, { org, user }, runId);
}

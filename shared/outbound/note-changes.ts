import { mostCharactersOfIds, mostIds, type Run } from '../api/run.ts';
import { type AnnounceDependencies, announce, windowSeconds } from '../hooks/hooked-work.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { TrailLookup } from '../trail/trail-lookup.ts';

export interface NoteChangesDependencies extends AnnounceDependencies {
  readonly integrations: IntegrationStore;
  readonly steps: StepStore;
  readonly lookup: TrailLookup;
}

/**
 * Tells the outbound integrations that send an integration's records which of them a run has changed. What is noted goes
 * the way of what webhooks tell: it waits while a run of the stream is going, and is not lost by a death. Told twice, it
 * counts once, or leads to one more run that finds nothing to do.
 */
export async function noteChanges(
  deps: NoteChangesDependencies,
  org: string,
  run: Pick<Run, 'runId' | 'integrationId' | 'direction' | 'action' | 'dryRun'>,
): Promise<void> {
  if (run.direction !== 'inbound' || run.action !== 'sync' || run.dryRun) return;
  const readers = await deps.integrations.readersOf(org, run.integrationId);
  if (readers.length === 0) return;
  for (const step of await deps.steps.list(org, run.runId)) {
    const ids = await changedIds(deps.lookup, step);
    if (ids?.length === 0) continue;
    for (const { integrationId, streams } of readers) {
      for (const { name: stream } of streams.filter(({ from }) => from === step.stream)) {
        await deps.notes.add({ org, integrationId }, { stream, ids, delivery: run.runId });
        await announce(deps, { org, integrationId, stream, attempt: 0 }, windowSeconds);
      }
    }
  }
}

/** Null where they are too many to be named, or not all known: then everything is compared. */
async function changedIds(lookup: TrailLookup, step: StoredStep): Promise<string[] | null> {
  const { finalCounts: counts } = step;
  // A chunk that failed may have been written in part, and so may one of a step that never came to its end.
  if (!counts || counts.failedChunks > 0) return null;
  const changed = counts.created + counts.updated + counts.deleted;
  if (changed === 0 || changed > mostIds) return changed === 0 ? [] : null;
  const ids = new Set<string>();
  for await (const { block } of lookup.blocks(step, { parts: ['entities'], changedOnly: true })) {
    for (const { externalId, action, status } of block.entities) {
      if (externalId !== null && status !== 'ERROR' && changes.has(action)) ids.add(externalId);
    }
  }
  const characters = [...ids].reduce((sum, id) => sum + id.length, 0);
  return ids.size > mostIds || characters > mostCharactersOfIds ? null : [...ids];
}

const changes: ReadonlySet<string> = new Set(['CREATE', 'UPDATE', 'DELETE']);

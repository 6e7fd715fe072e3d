import { createHash } from 'node:crypto';
import { mostCharactersOfIds, mostIds } from '../api/run.ts';
import type { StreamDefinition } from '../connector/connector.ts';
import { type StartRequest, type StartRunDependencies, startRun } from '../control/start-run.ts';
import { hookedMode } from './hooked-mode.ts';
import { type AnnounceDependencies, announce, type HookedWork, putOff, windowSeconds } from './hooked-work.ts';
import type { StoredNote } from './note-store.ts';

export interface WorkOffDependencies extends AnnounceDependencies, StartRunDependencies {}

export type WorkOffResult =
  /** Somebody else has taken up what there was. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'started'; readonly runId: string; readonly more: boolean }
  /** A message that comes later sees to it. */
  | { readonly kind: 'put-off'; readonly reason: string }
  /** The integration, or what the stream offers, is not what it was: no run could do anything with it. */
  | { readonly kind: 'dropped'; readonly notes: number };

/** A burst of so many deliveries goes into one run; memory is what it costs, of which a note may hold 100 KB. */
const mostNotes = 1_000;
/** Whoever was switched off is seldom back within the minute. */
const restSeconds = 900;

/**
 * Starts a run for what webhooks have told of a stream. A note goes once the run is started, so that a death in between
 * leaves both, and the next delivery of the message finds the same run by the same notes.
 */
export async function workOffNotes(deps: WorkOffDependencies, work: HookedWork): Promise<WorkOffResult> {
  const { org, integrationId, stream } = work;
  const { notes, more } = await deps.notes.list(work, stream, mostNotes);
  if (notes.length === 0) return { kind: 'nothing' };
  const integration = await deps.integrations.get(org, integrationId);
  const offered = integration?.streams.find(({ name }) => name === stream);
  const batch = offered && batchOf(offered, notes);
  if (!batch) {
    await deps.notes.remove(work, notes);
    if (more) await announce(deps, { ...work, attempt: 0 }, windowSeconds);
    return { kind: 'dropped', notes: notes.length };
  }
  const trigger = integration?.direction === 'outbound' ? 'TARGET_CHANGE' : 'SOURCE_CHANGE';
  const request = { streams: [stream], ...batch.request, idempotencyKey: keyOf(work, batch.notes) };
  const result = await startRun(deps, { org, user: 'system' }, integrationId, request, trigger);
  switch (result.kind) {
    case 'started': {
      const left = more || batch.notes.length < notes.length;
      // First the message: a death in between may send one too many.
      if (left) await announce(deps, { ...work, attempt: 0 }, windowSeconds);
      await deps.notes.remove(work, batch.notes);
      return { kind: 'started', runId: result.runId, more: left };
    }
    case 'busy':
      await putOff(deps, work);
      return { kind: 'put-off', reason: `Run ${result.runId} is working on the stream.` };
    case 'not-active':
      await putOff(deps, work, restSeconds);
      return { kind: 'put-off', reason: `The integration is ${result.status}.` };
    default:
      // It was changed between being looked at and being started, or another delivery is at it.
      throw new Error(`No run of ${stream} of ${integrationId} could be started: ${result.kind}.`);
  }
}

interface Batch {
  readonly request: Pick<StartRequest, 'type' | 'ids'>;
  readonly notes: readonly StoredNote[];
}

/**
 * Named records first, each asked for by itself: an update run would not see those that are gone. What is over the limits
 * of a run, and what names none, is left to the next.
 */
function batchOf(stream: StreamDefinition, notes: readonly StoredNote[]): Batch | undefined {
  const named = notes.filter(({ ids }) => ids !== null);
  if (named.length > 0 && hookedMode(stream, true) === 'ids') return batchOfIds(named);
  const mode = hookedMode(stream, false);
  return mode === 'update' || mode === 'full' ? { request: { type: mode }, notes } : undefined;
}

function batchOfIds(notes: readonly StoredNote[]): Batch {
  const ids = new Set<string>();
  const taken: StoredNote[] = [];
  let characters = 0;
  for (const note of notes) {
    const fresh = (note.ids ?? []).filter((id) => !ids.has(id));
    const length = fresh.reduce((sum, id) => sum + id.length, 0);
    // Each note alone is within the limits; see `partsOf`.
    if (ids.size + fresh.length > mostIds || characters + length > mostCharactersOfIds) continue;
    for (const id of fresh) ids.add(id);
    characters += length;
    taken.push(note);
  }
  return { request: { ids: [...ids].sort() }, notes: taken };
}

/** The same for the same notes; a note that was written again is another one. */
function keyOf({ integrationId, stream }: HookedWork, notes: readonly StoredNote[]): string {
  const marks = notes.map(({ mark }) => mark).sort();
  const hash = createHash('sha256').update(marks.join(' ')).digest('hex');
  return `hook ${integrationId} ${stream} ${hash}`;
}

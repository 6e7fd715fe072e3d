import type { StepStore } from '../steps/step-store.ts';
import { isExpired } from '../trail/retention.ts';
import type { TrailLookup } from '../trail/trail-lookup.ts';
import { atOnce } from './at-once.ts';
import type { WantedRecords } from './find-records.ts';
import type { IndexedRun } from './index-head.ts';
import { recordWithId, runsOf } from './index-lookup.ts';
import type { IndexReader } from './index-reader.ts';
import { type IndexRecord, type Outcome, touchesBefore } from './index-record.ts';
import { liveIndex, type MergedIndex, type StreamIndex } from './search-index-store.ts';
import type { SearchNotes } from './search-notes.ts';
import type { Touch } from './touches.ts';

export interface CollectDependencies {
  readonly lookup: TrailLookup;
  readonly reader: IndexReader;
  readonly steps: StepStore;
  readonly now: () => number;
}

/** Which touches are of interest: by the ids of their runs, both included, and by what was done. */
export interface TouchFilter {
  readonly fromId: string;
  readonly toId: string;
  readonly fits: (outcome: Outcome) => boolean;
}

export interface CollectedTouches {
  /** Each in order. */
  readonly lists: readonly Iterable<Touch>[];
  /** The newest run that was not looked into; older touches are not to be told before it has been. */
  readonly next: string | null;
}

/** Runs of a stream that are looked into one by one: there are three, unless the archive is far behind. */
const runsPerStream = 64;

/** What runs did with some records: merged ones from the index, the others by looking into them. */
export async function collectTouches(
  deps: CollectDependencies,
  wanted: WantedRecords,
  filter: TouchFilter,
  notes: SearchNotes,
): Promise<CollectedTouches> {
  const collected = await atOnce([...wanted], async ([index, externalIds]) => {
    const merged = liveIndex(index, deps.now());
    const known = merged && (await notes.orNote(runsOf(deps.reader, merged)));
    const mergedRuns = new Set(known?.map(({ runId }) => runId));
    const waiting = index.unmerged.filter(
      (runId) => filter.fromId <= runId && runId <= filter.toId && !mergedRuns.has(runId),
    );
    const ids = [...externalIds];
    const [inIndex, inRuns] = await Promise.all([
      merged && known
        ? atOnce(ids, (id) => touchesInIndex(deps, { index, merged, runs: known }, id, filter, notes))
        : [],
      atOnce(waiting.slice(0, runsPerStream), (runId) => touchesInRun(deps, index, runId, ids, filter, notes)),
    ]);
    return { lists: [...inIndex, ...inRuns], next: waiting[runsPerStream] ?? null };
  });
  const nexts = collected.flatMap(({ next }) => next ?? []).sort();
  return { lists: collected.flatMap(({ lists }) => lists), next: nexts.at(-1) ?? null };
}

async function touchesInIndex(
  { reader, now }: CollectDependencies,
  { index, merged, runs }: { index: StreamIndex; merged: MergedIndex; runs: readonly IndexedRun[] },
  externalId: string,
  filter: TouchFilter,
  notes: SearchNotes,
): Promise<Iterable<Touch>> {
  const record = await notes.orNote(recordWithId(reader, merged, externalId));
  return record ? touchesOf(index, runs, record, filter, now()) : [];
}

function* touchesOf(
  index: StreamIndex,
  runs: readonly IndexedRun[],
  record: IndexRecord,
  { fromId, toId, fits }: TouchFilter,
  now: number,
): Generator<Touch> {
  const newer = runs.findIndex(({ runId }) => runId > toId);
  for (const { position, outcome } of touchesBefore(newer < 0 ? runs.length : newer, record, fits)) {
    const run = runs[position];
    if (!run || run.runId < fromId) return;
    if (isExpired(run.expiresAt, now)) continue;
    yield { index, runId: run.runId, externalId: record.externalId, outcome, found: null };
  }
}

async function touchesInRun(
  { lookup, steps, now }: CollectDependencies,
  index: StreamIndex,
  runId: string,
  externalIds: readonly string[],
  { fits }: TouchFilter,
  notes: SearchNotes,
): Promise<readonly Touch[]> {
  const step = await steps.get({ ...index, runId });
  if (!step || isExpired(step.expiresAt, now())) return [];
  const entities = (await notes.orNote(lookup.find(step, externalIds, notes.unread))) ?? new Map<string, never>();
  return externalIds.toSorted().flatMap((externalId) => {
    const found = entities.get(externalId);
    return found && fits(found.entry) ? [{ index, runId, externalId, outcome: found.entry, found }] : [];
  });
}

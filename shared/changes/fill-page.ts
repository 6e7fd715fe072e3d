import type { ChangedRecord } from '../api/record.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { isExpired } from '../trail/retention.ts';
import type { ChangePosition } from './change-cursor.ts';
import { type Candidate, changedChunks, isCandidate } from './changed-chunks.ts';
import { latestChanges } from './latest-changes.ts';
import type { PageOfChanges } from './page-of-changes.ts';

export interface FillDependencies {
  readonly records: RecordStore;
  readonly steps: StepStore;
  /** Where the trail of a step lies. */
  readonly trailOf: (step: StoredStep) => ReadableTrail;
  readonly now: () => number;
}

export interface WantedChanges {
  readonly from: ChangePosition | null;
  /** ISO time. */
  readonly since: string;
  readonly stream?: string | undefined;
  readonly action?: ChangedRecord['action'] | undefined;
}

/** One request to the record store. */
const lookUpsAtOnce = 100;

/** Fills a page with the changes of some runs, newest first. Answers where it stopped; null where nothing more comes. */
export async function fillPage(
  deps: FillDependencies,
  page: PageOfChanges,
  runs: AsyncIterable<StoredRun> | Iterable<StoredRun>,
  wanted: WantedChanges,
): Promise<ChangePosition | null> {
  const { from } = wanted;
  let before = from;
  for await (const run of runs) {
    if (from && from.within === null && run.runId === from.runId) continue;
    if (before && !page.takesRun()) return before;
    const stopped = mayHaveChanged(run, deps.now()) && (await fillFromRun(deps, page, run, wanted));
    if (stopped) return stopped;
    before = { runId: run.runId, within: null };
  }
  return null;
}

const mayHaveChanged = ({ result, expiresAt }: StoredRun, now: number): boolean =>
  !isExpired(expiresAt, now) && (result === null || result.counts.signals + result.counts.failed > 0);

async function fillFromRun(
  deps: FillDependencies,
  page: PageOfChanges,
  run: StoredRun,
  wanted: WantedChanges,
): Promise<ChangePosition | null> {
  const within = wanted.from?.runId === run.runId ? wanted.from.within : null;
  const steps = await deps.steps.list(run.org, run.runId);
  for (const step of steps.sort((one, other) => (one.stream < other.stream ? -1 : 1))) {
    if (wanted.stream !== undefined && step.stream !== wanted.stream) continue;
    if (within && step.stream < within.stream) continue;
    const from = within?.stream === step.stream ? within : { chunk: Number.POSITIVE_INFINITY, given: 0 };
    const stopped = await page.orUnreadable(fillFromStep(deps, page, { run, step, from }, wanted));
    if (stopped) return { runId: run.runId, within: { stream: step.stream, ...stopped } };
  }
  return null;
}

interface StepToGoThrough {
  readonly run: StoredRun;
  readonly step: StoredStep;
  readonly from: { readonly chunk: number; readonly given: number };
}

async function fillFromStep(
  deps: FillDependencies,
  page: PageOfChanges,
  { run, step, from }: StepToGoThrough,
  wanted: WantedChanges,
): Promise<{ chunk: number; given: number } | null> {
  const { since, action } = wanted;
  const trail = deps.trailOf(step);
  for await (const chunk of changedChunks(trail, step, from.chunk, action)) {
    const first = chunk === from.chunk ? from.given : 0;
    if (page.isFull || !page.takesBlock()) return { chunk, given: first };
    const block = await page.orUnreadable(trail.block(step, chunk, ['entities']));
    // A record is written when its chunk is decided, never later.
    if (!block || block.at < since) continue;
    const candidates = block.entities.filter((entry) => isCandidate(entry, action));
    const given = await addLatest(deps.records, page, { run, step, candidates, first }, wanted);
    if (given !== null) return { chunk, given };
  }
  return null;
}

/** Answers at which of the candidates the page was full; null where all of them were looked at. */
async function addLatest(
  records: RecordStore,
  page: PageOfChanges,
  { run, step, candidates, first }: Omit<StepToGoThrough, 'from'> & { candidates: readonly Candidate[]; first: number },
  { since, action }: WantedChanges,
): Promise<number | null> {
  for (let given = first; given < candidates.length; given += lookUpsAtOnce) {
    const some = candidates.slice(given, given + lookUpsAtOnce);
    if (page.isFull || !page.takesLookUps(some.length)) return given;
    const latest = await latestChanges(records, run, step, some);
    for (const [index, record] of latest.entries()) {
      const isWanted = record && record.changedAt >= since && (action === undefined || record.action === action);
      if (isWanted && !page.add(record)) return given + index;
    }
  }
  return null;
}

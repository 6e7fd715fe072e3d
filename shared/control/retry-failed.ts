import { keptPayloadKey } from '../chunks/kept-payload.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { Objects } from '../objects/objects.ts';
import type { RunStore, Selection, StoredRun } from '../runs/run-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { type FailedRecords, failedRecords } from './failed-records.ts';
import type { RunPlan } from './launch-run.ts';

export interface RetryFailedDependencies {
  readonly payloads: Pick<Objects, 'getRange'>;
  readonly runs: RunStore;
  readonly steps: StepStore;
  /** Where the trail of a step lies. */
  readonly trailOf: (step: StoredStep) => ReadableTrail;
}

export type RetryPlan =
  | { readonly kind: 'plan'; readonly plan: Omit<RunPlan, 'trigger'> }
  /** `reason` says for each stream why. */
  | { readonly kind: 'nothing-to-retry'; readonly reason: string };

/** What is to be done about one stream, and what cannot be. */
interface StreamRetry {
  readonly stream: string;
  readonly selection: Selection | null;
  readonly leftOut: readonly string[];
}

/** More records than this are not asked for one by one. */
const mostAskedFor = 1_000;

/**
 * How to try the failed records of a run again: they are asked for by their ids where the source can be asked so, since
 * what it says now counts; otherwise what was kept of them is applied.
 */
export async function planRetry(
  deps: RetryFailedDependencies,
  run: StoredRun,
  integration: StoredIntegration,
): Promise<RetryPlan> {
  const steps = await deps.steps.list(run.org, run.runId);
  const failed = steps.filter(({ finalCounts }) => (finalCounts?.failed ?? 0) > 0);
  const retries = await Promise.all(failed.map((step) => retryOf(deps, run, step, integration)));
  const leftOut = retries.flatMap(({ stream, leftOut: reasons }) => reasons.map((reason) => `${stream}: ${reason}`));
  const selections = Object.fromEntries(
    retries.flatMap(({ stream, selection }) => (selection ? [[stream, selection]] : [])),
  );
  if (Object.keys(selections).length === 0) return { kind: 'nothing-to-retry', reason: whyNothing(steps, leftOut) };
  return {
    kind: 'plan',
    plan: {
      type: 'background',
      modes: Object.fromEntries(Object.entries(selections).map(([stream, { kind }]) => [stream, modeOf(kind)])),
      selections,
      dryRun: run.dryRun,
      retryOf: run.runId,
      asOf: run.asOf ?? run.runId,
      ...(leftOut.length > 0 && { note: `Not tried again: ${leftOut.join(' ')}` }),
    },
  };
}

const modeOf = (kind: Selection['kind']) => (kind === 'ids' ? 'ids' : 'replay');

function whyNothing(steps: readonly StoredStep[], leftOut: readonly string[]): string {
  if (leftOut.length > 0) return leftOut.join(' ');
  const wasUnreadable = steps.some(({ pull }) => pull.error !== null);
  return wasUnreadable
    ? 'No record failed; the source could not be read to its end. Do all of the run again.'
    : 'No record failed in this run.';
}

async function retryOf(
  deps: RetryFailedDependencies,
  run: StoredRun,
  step: StoredStep,
  integration: StoredIntegration,
): Promise<StreamRetry> {
  const { stream } = step;
  const definition = integration.streams.find(({ name }) => name === stream);
  if (!definition)
    return { stream, selection: null, leftOut: ['The integration does not offer this stream any more.'] };
  const failed = await failedRecords(deps.trailOf(step), step);
  const always = reasonsOf(failed);
  const byId = definition.byId === true && failed.ids.size > 0 && failed.ids.size <= mostAskedFor;
  if (byId) return { stream, selection: { kind: 'ids', ids: [...failed.ids].sort() }, leftOut: always };
  const kept = await keptChunks(deps, run, step);
  if (kept.kind === 'chunks') {
    return { stream, selection: { kind: 'chunks', runId: run.runId, chunks: kept.chunks }, leftOut: always };
  }
  return { stream, selection: null, leftOut: failed.ids.size > 0 ? [...always, kept.reason] : always };
}

function reasonsOf({ hopeless, deletions, unknown }: FailedRecords): string[] {
  return [
    ...[...hopeless].map(([code, count]) => `${count} would fail again (${code}).`),
    ...(deletions > 0 ? [`${deletions} deletions failed; the next full run finds them again.`] : []),
    ...(unknown > 0 ? [`${unknown} could not be read when they failed.`] : []),
  ];
}

type Kept =
  | { readonly kind: 'chunks'; readonly chunks: readonly number[] }
  | { readonly kind: 'none'; readonly reason: string };

async function keptChunks(deps: RetryFailedDependencies, run: StoredRun, step: StoredStep): Promise<Kept> {
  if (step.keptChunks.size === 0) {
    return { kind: 'none', reason: 'Nothing was kept of what failed, and the source is not asked for single records.' };
  }
  const later = await laterFullRun(deps.runs, run, step.stream);
  if (later) return { kind: 'none', reason: `Run ${later} has read every record since.` };
  const numbers = [...step.keptChunks].sort((one, other) => one - other);
  const there = await Promise.all(
    numbers.map(
      async (chunk) => (await deps.payloads.getRange(keptPayloadKey({ ...step, chunk }), 0, 1)) !== undefined,
    ),
  );
  const chunks = numbers.filter((_, index) => there[index]);
  if (chunks.length > 0) return { kind: 'chunks', chunks };
  return { kind: 'none', reason: 'What was kept of them is gone: it is kept for 30 days.' };
}

const runsPerQuery = 100;
/** With a run every ten minutes, half a week; whoever comes later than that is told by each record. */
const queriesAtMost = 5;

/** A run that has read all of a stream after this one, and so has come upon the same records. */
async function laterFullRun(runs: RunStore, run: StoredRun, stream: string): Promise<string | undefined> {
  let startKey: Record<string, unknown> | undefined;
  for (let query = 0; query < queriesAtMost; query++) {
    const page = await runs.list(run.org, run.integrationId, {
      fromId: run.runId,
      toId: 'Z',
      limit: runsPerQuery,
      ...(startKey && { startKey }),
    });
    const found = page.runs.find((other) => other.runId !== run.runId && hasReadAll(other, stream));
    if (found || !page.lastKey) return found?.runId;
    startKey = page.lastKey;
  }
  return undefined;
}

const hasReadAll = ({ dryRun, modes, result }: StoredRun, stream: string): boolean =>
  !dryRun &&
  modes[stream] === 'full' &&
  result?.proof?.some((proof) => proof.stream === stream && proof.complete) === true;

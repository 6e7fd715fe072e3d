import { account } from '../../local/account.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import { closeStep } from '../../shared/closing/close-step.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { startRun } from '../../shared/control/start-run.ts';
import { FingerprintStore } from '../../shared/fingerprints/fingerprint-store.ts';
import { sealPull } from '../../shared/pull/seal-pull.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { type PullState, pullNotStarted, type StoredStep } from '../../shared/steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../../shared/table/keys.ts';
import { countBlock } from '../../shared/trail/count-block.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';
import { stream } from '../bench-product.ts';
import { pageCount } from '../source/records.ts';
import { batchesOf } from './batches-of.ts';
import { chunksOfRun, type MadeChunk, type MadeRun, pagesPerChunk } from './chunks-of-run.ts';
import type { Clock, LogDependencies } from './log-dependencies.ts';
import { skippedOf } from './page-of-run.ts';

const org = account.accountId;
/** Of a block and a summary each, in one batch of DynamoDB's. */
const chunksAtOnce = 12;
/** Comparing and closing a step. */
const closingMs = 2_000;
/** Every half of `perCheckpoint` chunks the pull keeps the keys that it has seen. */
const chunksPerSeenPart = 32;

/**
 * Makes a run without its source, its queue and its workers: the product's own functions start, open and close it, and
 * in between its blocks and tallies are written as the workers would have. Ends with the clock at the run's end.
 */
export async function writeRun(
  deps: LogDependencies,
  clock: Clock,
  integrationId: string,
  made: MadeRun,
): Promise<StepInput> {
  clock.now = made.startedAt;
  const started = await startRun(deps, { org, user: 'bench' }, integrationId, { type: 'full' });
  if (started.kind !== 'started') throw new Error(`The made run did not start: ${JSON.stringify(started)}`);
  const input = { org, runId: started.runId, stream };
  const { repeated, withoutId } = skippedOf(made.records);
  const knownRecords = made.records - repeated - withoutId;
  // As the run before has left it.
  const fingerprints = FingerprintStore.keyOf(org, integrationId, stream, 'before');
  const lastSyncedAt = new Date(clock.now).toISOString();
  await deps.streams.save(
    { ...input, integrationId },
    { cursor: null, fingerprints, knownRecords, lastSyncedAt, settled: 0 },
  );
  await openRun(deps, input);
  const step = await requireStep(deps.steps, input);
  const pull = await notePull(deps, step, made);
  for (const some of batchesOf(chunksOfRun(made), chunksAtOnce)) {
    await writeChunks(deps, step, some);
    clock.now = some.at(-1)?.endedAt ?? clock.now;
  }
  clock.now += closingMs;
  const deletionsFrom = (groupOfChunk(pull.nextChunk - 1) + 1) * chunksPerGroup;
  await deps.steps.setComparison(step, { fingerprints, knownRecords, unseen: 0, deletionsFrom });
  await closeStep(deps, await requireStep(deps.steps, input));
  await closeRun(deps, input);
  await expectSuccess(deps, input, made);
  return input;
}

/** The pull as it is at its end. */
async function notePull(deps: LogDependencies, step: StoredStep, { records }: MadeRun): Promise<PullState> {
  const pages = pageCount(records);
  const nextChunk = Math.ceil(pages / pagesPerChunk);
  const { repeated } = skippedOf(records);
  const pull: PullState = {
    ...pullNotStarted,
    attempt: 1,
    nextChunk,
    reserved: nextChunk,
    nextPage: pages + 1,
    pagesRead: pages,
    pulled: records,
    repeated,
    // In a full run a record that came twice may have been another one each time.
    changedWhileRead: repeated > 0,
    seenParts: Math.ceil(nextChunk / chunksPerSeenPart),
    done: true,
  };
  await deps.steps.savePull(step, 0, pull);
  await sealPull(deps, step, pull);
  return pull;
}

/** One after the other into the tally, as for a slow source: the dearest case. */
async function writeChunks({ trail, tallies }: LogDependencies, step: StoredStep, chunks: readonly MadeChunk[]) {
  const entries = chunks.map(({ chunk, block, keys }) => {
    const of = { org, runId: step.runId, stream, chunk };
    return { chunk: of, block, keys, counts: countBlock(block), expiresAt: step.hotUntil };
  });
  await trail.putAll(entries);
  for (const { chunk, counts } of entries) await tallies.tallyChunk(chunk, counts, step.hotUntil);
}

async function expectSuccess({ runs }: LogDependencies, { runId }: StepInput, { records }: MadeRun): Promise<void> {
  const run = await runs.get(org, runId);
  if (run?.result?.outcome !== 'SUCCESS' || run.result.counts.pulled !== records) {
    throw new Error(`The made run is not as expected: ${JSON.stringify(run?.result)}`);
  }
}

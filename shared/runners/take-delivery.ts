import type { Delivery, DeliveryAnswer } from '../api/runner-work.ts';
import type { PullDependencies } from '../pull/pull-dependencies.ts';
import { pullPages } from '../pull/pull-pages.ts';
import { OvertakenError } from '../pull/pull-session.ts';
import { readCancellation } from '../runs/cancellation.ts';
import { requireStep } from '../steps/require-step.ts';
import type { RunnerWork } from '../table/keys.ts';
import { leaseSeconds } from './claim-work.ts';
import { mostCrashes } from './pull-or-wait.ts';
import type { StoredRunner } from './runner-store.ts';
import type { Lease, StoredWork, WorkStore } from './work-store.ts';

export interface DeliveryDependencies extends Omit<PullDependencies, 'delivery'> {
  readonly works: WorkStore;
}

export type DeliveryResult =
  | ({ readonly kind: 'taken' } & DeliveryAnswer)
  /** Somebody else has the work by now, or nobody may. */
  | { readonly kind: 'overtaken' };

const overtaken = { kind: 'overtaken' } as const;

/** Work of which a runner crashed is not given out again at once: what it crashed of may pass. */
const pauseAfterCrashMs = 5_000;

/**
 * Takes what a runner has read as one worker's share of the pull: it is played through the same session as if it had been
 * read here. The pages that are safe are counted in the checkpoint itself, so that a delivery that comes again, or half
 * of one whose taker died, counts once.
 */
export async function takeDelivery(
  deps: DeliveryDependencies,
  runner: StoredRunner,
  work: RunnerWork,
  delivery: Delivery,
): Promise<DeliveryResult> {
  const step = await deps.steps.get(work);
  if (!step) return overtaken;
  const known = step.pull.pagesRead ?? 0;
  if (step.pull.done) {
    await finish(deps, work);
    return { kind: 'taken', sequence: known, stop: true };
  }
  const lease = { runnerId: runner.runnerId, attempt: delivery.attempt };
  const held = await deps.works.hold(work, lease, { leaseUntil: deps.now() + leaseSeconds * 1000 });
  // Pages are missing that the runner believes to be safe: it was not told so under this lease.
  if (held === 'overtaken' || delivery.sequence > known) return overtaken;
  if (delivery.pages.length > 0) await deps.runs.move(work.org, work.runId, 'RUNNING');
  const more = await play(deps, work, delivery);
  if (more === 'overtaken') return overtaken;
  const sequence = (await requireStep(deps.steps, work)).pull.pagesRead ?? 0;
  if (more) await noteProgress(deps, held, lease, delivery, sequence > known);
  else await finish(deps, work);
  return { kind: 'taken', sequence, stop: !more };
}

/** Answers whether the stream goes on behind it. */
async function play(deps: DeliveryDependencies, work: RunnerWork, delivery: Delivery): Promise<boolean | 'overtaken'> {
  try {
    // What a delivery may hold is taken in a few seconds: no time limit of ours is to split it.
    return (await pullPages({ ...deps, delivery }, work, () => Number.POSITIVE_INFINITY)).more;
  } catch (error) {
    if (error instanceof OvertakenError) return 'overtaken';
    throw error;
  }
}

/** Gives the work back where the runner leaves it, and keeps count of the crashes in a row. */
async function noteProgress(
  { works, workflow, now }: DeliveryDependencies,
  held: StoredWork,
  lease: Lease,
  { end }: Delivery,
  progressed: boolean,
): Promise<void> {
  const crashed = end?.kind === 'crashed';
  const crashes = (progressed ? 0 : held.crashes) + (crashed ? 1 : 0);
  if (end) {
    const notBefore = crashed ? now() + pauseAfterCrashMs : 0;
    await works.hold(held, lease, { runnerId: null, leaseUntil: 0, crashes, notBefore });
  } else if (crashes !== held.crashes) await works.hold(held, lease, { crashes });
  if (crashes >= mostCrashes) await workflow.succeed(held.taskToken);
}

/** The state that waits for the runner goes on, and nobody else takes the work. */
async function finish({ works, workflow }: DeliveryDependencies, work: RunnerWork): Promise<void> {
  // Read only now: the state may have begun to wait anew meanwhile, with another token.
  const found = await works.get(work);
  if (!found) return;
  await workflow.succeed(found.taskToken);
  await works.remove(work);
}

/** A sign of life. `stop` where the run is being ended: what was read by then is still to be delivered. */
export async function takeHeartbeat(
  deps: Pick<DeliveryDependencies, 'runs' | 'steps' | 'works' | 'now'>,
  { runnerId }: StoredRunner,
  work: RunnerWork,
  { attempt }: { readonly attempt: number },
): Promise<DeliveryResult> {
  const leaseUntil = deps.now() + leaseSeconds * 1000;
  if ((await deps.works.hold(work, { runnerId, attempt }, { leaseUntil })) === 'overtaken') return overtaken;
  const [step, cancelled] = await Promise.all([deps.steps.get(work), readCancellation(deps.runs, work)]);
  const stop = cancelled !== null || step === undefined || step.pull.done;
  return { kind: 'taken', sequence: step?.pull.pagesRead ?? 0, stop };
}

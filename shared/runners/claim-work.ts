import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Work } from '../api/runner-work.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import { openSettings } from '../integrations/open-settings.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import { cancellationOf } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import { mostCrashes } from './pull-or-wait.ts';
import type { StoredRunner } from './runner-store.ts';
import { workIdOf } from './work-id.ts';
import type { StoredWork, WorkStore } from './work-store.ts';

export interface ClaimDependencies {
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly secretBox: SecretBox;
  readonly steps: StepStore;
  readonly works: WorkStore;
  readonly workflow: Workflow;
  readonly now: () => number;
}

/** Four signs of life fit into it: one may get lost, and one be late. */
export const leaseSeconds = 60;

/** API Gateway hangs up after 30 s; the rest is for a slow start and the answer. */
const waitMs = 20_000;
/** A pool's collection is looked at this often: a second is soon enough, and half a read unit. */
const lookEveryMs = 1_000;

/** Takes the oldest work that waits for a runner's pool; waits up to 20 s for some. */
export async function awaitWork(deps: ClaimDependencies, runner: StoredRunner): Promise<Work | undefined> {
  const until = deps.now() + waitMs;
  for (;;) {
    const work = await claimWork(deps, runner);
    if (work || deps.now() + lookEveryMs > until) return work;
    await sleepFor(lookEveryMs);
  }
}

/** Takes the oldest work that waits for a runner's pool, if there is any. */
export async function claimWork(deps: ClaimDependencies, runner: StoredRunner): Promise<Work | undefined> {
  const now = deps.now();
  for (const seen of await deps.works.list(runner.org, runner.pool)) {
    if (seen.notBefore > now || (seen.runnerId !== null && seen.leaseUntil > now)) continue;
    const work = await claim(deps, runner, seen);
    if (work) return work;
  }
  return undefined;
}

async function claim(deps: ClaimDependencies, runner: StoredRunner, seen: StoredWork): Promise<Work | undefined> {
  const { org, runId } = seen;
  const [run, step] = await Promise.all([deps.runs.get(org, runId), deps.steps.get(seen)]);
  if (!run || !step || isEnded(run.progress) || step.endedAt !== null) {
    await deps.works.remove(seen);
    return undefined;
  }
  const integration = await deps.integrations.get(org, step.integrationId);
  const crashes = crashesOf(seen, step);
  if (crashes !== seen.crashes && crashes >= mostCrashes) await deps.works.noteCrashes(seen, crashes);
  if (step.pull.done || cancellationOf(run) || !integration || crashes >= mostCrashes) {
    // Not for a runner any more: the state that waits knows what to do with it.
    await deps.workflow.succeed(seen.taskToken);
    return undefined;
  }
  const { settings, secretValues } = await openSettings(deps.secretBox, integration);
  const leaseUntil = deps.now() + leaseSeconds * 1000;
  const pagesWhenTaken = step.pull.pagesRead ?? 0;
  const taken = await deps.works.take(seen, { runnerId: runner.runnerId, leaseUntil, crashes, pagesWhenTaken });
  if (taken === 'lost') return undefined;
  const fenced = await fence(deps.steps, step);
  const selection = step.mode === 'ids' ? await deps.runs.selection(step) : undefined;
  await deps.runs.move(org, runId, 'PENDING');
  return {
    workId: workIdOf(taken),
    attempt: taken.attempt,
    sequence: fenced.pull.pagesRead ?? 0,
    leaseSeconds,
    runId,
    connector: integration.connector,
    settings,
    secretValues,
    stream: step.stream,
    mode: step.mode === 'update' ? 'update' : 'full',
    cursor: step.cursor,
    resume: fenced.pull.resume,
    ids: selection?.kind === 'ids' ? [...selection.ids] : null,
  };
}

/** Whoever let a lease run out without a page that is safe has died of the work, for all that is known. */
function crashesOf({ runnerId, crashes, pagesWhenTaken }: StoredWork, { pull }: StoredStep): number {
  if (runnerId === null) return crashes;
  return (pull.pagesRead ?? 0) > pagesWhenTaken ? 1 : crashes + 1;
}

/** A delivery of the runner before, if one is being dealt with, comes to nothing from here on. */
async function fence(steps: StepStore, step: StoredStep): Promise<StoredStep> {
  for (let seen: StoredStep | undefined = step; seen; seen = await steps.get(step)) {
    const { attempt } = seen.pull;
    const pull = { ...seen.pull, attempt: attempt + 1 };
    if ((await steps.savePull(seen, attempt, pull)) === 'saved') return { ...seen, pull };
  }
  throw new Error(`The step of ${step.stream} in run ${step.runId} is gone.`);
}

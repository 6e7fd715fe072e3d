import { defaultRunnerWaitHours } from '../api/runner.ts';
import type { PullDependencies } from '../pull/pull-dependencies.ts';
import { type PullInput, type PullResult, pullPages } from '../pull/pull-pages.ts';
import { cancellationOf } from '../runs/cancellation.ts';
import { requireStep } from '../steps/require-step.ts';
import type { StepError, StoredStep } from '../steps/step-store.ts';
import type { RunnerStore } from './runner-store.ts';
import type { WorkStore } from './work-store.ts';

export interface PullOrWaitDependencies extends PullDependencies {
  readonly runners: RunnerStore;
  readonly works: WorkStore;
}

/** As often as a function is tried again that crashes; see `lambdaRetry`. */
export const mostCrashes = 5;

const hourMs = 3_600_000;

/**
 * Pulls a step, or says that runners do that. A step of theirs comes here when it is opened, when a runner is through
 * with it, every hour in between, and when it cannot go on: then it is ended here with what there is.
 */
export async function pullOrWait(
  deps: PullOrWaitDependencies,
  input: PullInput,
  remainingMs: () => number,
): Promise<PullResult> {
  const step = await requireStep(deps.steps, input);
  const { pool } = step;
  if (pool === undefined) return pullPages(deps, input, remainingMs);
  const reason = step.pull.done || input.giveUp ? null : await reasonToEnd(deps, step, pool);
  if (reason === 'none') return { more: true, waitSeconds: 0, onRunner: true };
  const result = await pullPages(deps, { ...input, ...(reason && { endWith: reason }) }, remainingMs);
  await deps.works.remove({ ...input, pool });
  return result;
}

async function reasonToEnd(deps: PullOrWaitDependencies, step: StoredStep, pool: string): Promise<StepError | 'none'> {
  const { org, runId, stream, integrationId } = step;
  const [run, integration, work] = await Promise.all([
    deps.runs.get(org, runId),
    deps.integrations.get(org, integrationId),
    deps.works.get({ org, pool, runId, stream }),
  ]);
  const isHeld = work !== undefined && work.runnerId !== null && work.leaseUntil > deps.now();
  const cancelled = cancellationOf(run);
  // Whoever holds the work hears of it with the next page, and delivers what it has.
  if (cancelled && !isHeld) return cancelled;
  if (!integration) return integrationGone;
  if (work && work.crashes >= mostCrashes) return crashed;
  if (isHeld) return 'none';
  const waitHours = integration.runnerWaitHours ?? defaultRunnerWaitHours;
  const since = Math.max(Date.parse(run?.startedAt ?? step.startedAt), await lastSeen(deps, org, pool));
  return deps.now() < since + waitHours * hourMs ? 'none' : noRunner(pool, waitHours);
}

/** When any runner of a pool was seen last; epoch milliseconds. */
async function lastSeen({ runners }: PullOrWaitDependencies, org: string, pool: string): Promise<number> {
  const ofPool = (await runners.list(org)).filter((runner) => runner.pool === pool && runner.revokedAt === null);
  return Math.max(0, ...ofPool.map(({ lastSeenAt }) => (lastSeenAt === null ? 0 : Date.parse(lastSeenAt))));
}

const integrationGone: StepError = {
  code: 'integration_gone',
  message: 'The integration was deleted while its run was going.',
};

const crashed: StepError = {
  code: 'pull_crashed',
  message: `Reading the source crashed repeatedly: ${mostCrashes} runners in a row ended in the middle of it. Their logs say why.`,
};

const noRunner = (pool: string, hours: number): StepError => ({
  code: 'no_runner',
  message:
    `No runner of the pool "${pool}" was there for ${hours} h. Start one with "syncline runner" where the source can be ` +
    'reached ("syncline runners" lists them), then start the run again.',
});

import type { ActivityStore } from '../activity/activity-store.ts';
import type { RunClosed } from '../events/run-closed.ts';
import { type EvaluateDependencies, evaluateAlerts } from './evaluate.ts';
import type { HealthStore } from './health-store.ts';
import { noteRunForQuarantine, type QuarantineDependencies } from './note-quarantine.ts';

export interface NoteRunDependencies extends EvaluateDependencies, QuarantineDependencies {
  readonly activity: ActivityStore;
  readonly health: HealthStore;
}

/**
 * What follows from the end of a run: its hour counts it, its integration is in quarantine or out of it, and whoever is
 * to hear of anything does. May be done again, by whoever hears of the same run twice.
 */
export async function noteClosedRun(deps: NoteRunDependencies, { org, run }: RunClosed): Promise<void> {
  if (!isInEarnest(run)) return;
  // Runs outlive their integration, and nobody waits for them any more.
  if (!(await deps.integrations.get(org, run.integrationId))) return;
  await deps.hours.note(org, run);
  await deps.activity.note(org, run, deps.hours);
  // What somebody stopped says nothing of how the integration is doing.
  if (run.progress === 'ABORTED') return;
  const health = await deps.health.note(org, run);
  const integration = await noteRunForQuarantine(deps, org, run, health);
  if (!integration) return;
  const episodes = await deps.episodes.list(org, run.integrationId);
  await evaluateAlerts(deps, integration, {
    health,
    episodes,
    provenWell: run.type === 'full' && run.outcome === 'SUCCESS',
  });
}

/** A sync that was to do something: not a dry one, nor one that was left out as another was going. */
const isInEarnest = ({ action, dryRun, outcome }: RunClosed['run']): boolean =>
  action === 'sync' && !dryRun && outcome !== 'SKIPPED';

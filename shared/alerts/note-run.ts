import type { RunClosed } from '../events/run-closed.ts';
import { type EvaluateDependencies, evaluateAlerts } from './evaluate.ts';
import type { HealthStore } from './health-store.ts';
import { noteRunForQuarantine, type QuarantineDependencies } from './note-quarantine.ts';

export interface NoteRunDependencies extends EvaluateDependencies, QuarantineDependencies {
  readonly health: HealthStore;
}

/**
 * What follows from the end of a run: its hour counts it, its integration is in quarantine or out of it, and whoever is
 * to hear of anything does. May be done again, by whoever hears of the same run twice.
 */
export async function noteClosedRun(deps: NoteRunDependencies, { org, run }: RunClosed): Promise<void> {
  if (!counts(run)) return;
  // Runs outlive their integration, and nobody waits for them any more.
  if (!(await deps.integrations.get(org, run.integrationId))) return;
  await deps.hours.note(org, run);
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

/** A sync in earnest that came to its own end: not one that somebody stopped, or that was left out as one was going. */
const counts = ({ action, dryRun, progress, outcome }: RunClosed['run']): boolean =>
  action === 'sync' && !dryRun && progress === 'FINISHED' && outcome !== 'SKIPPED';

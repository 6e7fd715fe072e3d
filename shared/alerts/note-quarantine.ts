import type { Run } from '../api/run.ts';
import type { RecordUpdateDependencies } from '../history/record-action.ts';
import { recordOwnChanges } from '../history/record-changes.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import { isDisabledAfter, strikesAfter, waitAfter } from '../quarantine/back-off.ts';
import { quarantineReason, type StoredQuarantine } from '../quarantine/quarantine.ts';
import type { Health } from './health-store.ts';

export interface QuarantineDependencies extends RecordUpdateDependencies {
  readonly integrations: IntegrationStore;
}

/** Whoever loses a race reads what won and tries again. */
const attempts = 10;

/**
 * Puts an integration into quarantine, keeps it there longer, switches it off, or lets it go, as its run went. The same
 * run again changes nothing. Answers with the integration as it is then, if it still exists.
 */
export async function noteRunForQuarantine(
  deps: QuarantineDependencies,
  org: string,
  run: Run,
  { lastSuccess }: Pick<Health, 'lastSuccess'>,
): Promise<StoredIntegration | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const seen = await deps.integrations.get(org, run.integrationId);
    if (!seen) return undefined;
    const changed =
      run.outcome === 'FAILED' ? afterFailure(seen, run, lastSuccess?.runId ?? '', deps.now()) : lifted(seen, run);
    if (changed === seen) return seen;
    const written = await deps.integrations.replace(seen, changed);
    if (written === 'lost') continue;
    // Where that switched it off, it is in its history.
    await recordOwnChanges(deps, seen, written);
    return written;
  }
  throw new Error(`Integration ${run.integrationId} was changed by others ${attempts} times in a row.`);
}

/** Something came of the run, be it not all: it is not the source that fails altogether. */
function lifted(integration: StoredIntegration, { runId }: Run): StoredIntegration {
  const { quarantine } = integration;
  if (!quarantine || runId < (quarantine.failedRuns.at(-1) ?? '')) return integration;
  return { ...integration, quarantine: null };
}

function afterFailure(integration: StoredIntegration, run: Run, lastSuccess: string, now: number): StoredIntegration {
  const before = integration.quarantine ?? null;
  // Runs that somebody started by hand are his own business; and old news are no news.
  if (run.trigger !== 'SCHEDULED' || run.runId < lastSuccess) return integration;
  if (before?.failedRuns.includes(run.runId)) return integration;
  const failedRuns = [...(before?.failedRuns ?? []), run.runId];
  const strikes = strikesAfter(before?.strikes ?? 0, run.error?.code ?? null);
  const wait = waitAfter(strikes);
  const since = before?.since ?? (wait === null ? null : new Date(now).toISOString());
  const gaveUp = since !== null && isDisabledAfter(Date.parse(since), now);
  const quarantine: StoredQuarantine = {
    failedRuns,
    strikes,
    since,
    until: wait === null || gaveUp ? null : new Date(now + wait).toISOString(),
    error: run.error?.message ?? run.message,
    gaveUp,
  };
  const changed = { ...integration, quarantine };
  // Who is switched off, or cannot work with its settings, has a reason of its own already.
  if (!gaveUp || integration.status !== 'ACTIVE') return changed;
  return { ...changed, status: 'DISABLED', statusReason: quarantineReason(changed) };
}

import type { LaunchDependencies } from '../control/launch-run.ts';
import { chooseStreams } from '../control/start-run.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { RunResult, StartedRun } from '../runs/run-store.ts';
import { apiCounts, noCounts } from '../tally/chunk-counts.ts';
import { expiryAfter } from '../trail/retention.ts';
import type { DueRun } from './due-run.ts';
import type { StreamGroup } from './groups.ts';

export interface Overlap {
  /** Of the record. */
  readonly id: string;
  readonly busy: { readonly runId: string; readonly stream: string };
}

/**
 * Keeps that a run was due and did not start, because one of the same streams was going: a run that is over when it is
 * written, did nothing, and is neither a success nor a failure, so that nothing is concluded from it.
 */
export async function recordSkippedRun(
  deps: Pick<LaunchDependencies, 'integrations' | 'runs' | 'retention' | 'now'>,
  integration: StoredIntegration,
  { scheduledAt }: DueRun,
  { streams }: StreamGroup,
  { id, busy }: Overlap,
): Promise<void> {
  const chosen = chooseStreams(integration, { streams: [...streams] });
  if (chosen.kind !== 'chosen') throw new Error(`The streams ${streams.join(', ')} are not those of the integration.`);
  const { org, integrationId, name, connector, direction } = integration;
  const at = deps.now();
  const endedAt = new Date(at).toISOString();
  const run: StartedRun = {
    org,
    runId: id,
    integrationId,
    integrationName: name,
    connector,
    direction,
    action: 'sync',
    type: chosen.type,
    trigger: 'SCHEDULED',
    startedBy: 'system',
    startedAt: endedAt,
    retryOf: null,
    dryRun: false,
    streams: [...streams].sort(),
    modes: chosen.modes,
  };
  const reason = `Run ${busy.runId} was still working on ${busy.stream}.`;
  const { archiveDays } = await deps.retention(org);
  await deps.runs.record(run, skipped(endedAt, reason), expiryAfter(at, archiveDays));
  await deps.integrations.noteActivity(org, integrationId, { lastSkipped: { at: scheduledAt, reason, runId: id } });
}

function skipped(endedAt: string, reason: string): RunResult {
  return {
    endedAt,
    severity: 'INFO',
    outcome: 'SKIPPED',
    error: { code: 'skipped_overlap', message: reason },
    message: `Skipped: ${reason}`,
    chunks: { total: 0, passed: 0, failed: 0 },
    counts: apiCounts(noCounts, 0),
    kinds: {},
    failures: {},
    proof: [],
  };
}

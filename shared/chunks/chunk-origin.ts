import type { StoredStep } from '../steps/step-store.ts';
import type { ChunkEnvelope } from './chunk.ts';

/** What every chunk of a step says of where it comes from. */
export function originOf(step: StoredStep): Omit<ChunkEnvelope, 'chunk' | 'kind' | 'records' | 'verify'> {
  const { org, runId, stream, integrationId, fingerprints, hotUntil, dryRun, asOf, outbound } = step;
  return {
    org,
    runId,
    stream,
    integrationId,
    fingerprints,
    hotUntil,
    ...(dryRun && { dryRun }),
    ...(asOf !== undefined && { asOf }),
    ...(outbound && { outbound }),
  };
}

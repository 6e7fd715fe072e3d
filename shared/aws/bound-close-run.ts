import type { CloseRunDependencies } from '../closing/close-run.ts';
import {
  events,
  fingerprints,
  integrations,
  locks,
  now,
  payloads,
  queue,
  records,
  runs,
  stagedDeletions,
  steps,
  streams,
  tallies,
  trail,
} from './bound.ts';

/** What ending a run takes: three functions do it, for three different reasons. */
export const closeRunDependencies = (): CloseRunDependencies => ({
  events: events(),
  fingerprints: fingerprints(),
  integrations: integrations(),
  locks: locks(),
  payloads: payloads(),
  queue: queue(),
  records: records(),
  runs: runs(),
  stagedDeletions: stagedDeletions(),
  steps: steps(),
  streams: streams(),
  tallies: tallies(),
  trail: trail(),
  now,
});

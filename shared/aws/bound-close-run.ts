import type { CloseRunDependencies } from '../runs/close-run.ts';
import {
  fingerprints,
  integrations,
  locks,
  now,
  payloads,
  queue,
  records,
  runs,
  steps,
  streams,
  tallies,
  trail,
} from './bound.ts';

/** What ending a run takes: three functions do it, for three different reasons. */
export const closeRunDependencies = (): CloseRunDependencies => ({
  fingerprints: fingerprints(),
  integrations: integrations(),
  locks: locks(),
  payloads: payloads(),
  queue: queue(),
  records: records(),
  runs: runs(),
  steps: steps(),
  streams: streams(),
  tallies: tallies(),
  trail: trail(),
  now,
});

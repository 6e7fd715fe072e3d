import type { Run } from '../api/run.ts';
import { eventTypes } from '../env/event-names.ts';
import { presentRun } from '../readers/present-run.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { PublishedEvent } from './events.ts';

/** Detail of `syncline.run.closed`. */
export interface RunClosed {
  readonly org: string;
  readonly run: Run;
}

/** EventBridge takes 256 KB an event, of which the envelope needs little. */
const largestDetailBytes = 240_000;

/**
 * That a run has ended, for whoever has something to do then. It may come more than once: `runId` says which are the
 * same. Of a run of very many streams the proof is left out, and is to be read from the API.
 */
export function runClosedEvent(run: StoredRun): PublishedEvent {
  const whole: RunClosed = { org: run.org, run: presentRun(run, []) };
  const fits = Buffer.byteLength(JSON.stringify(whole)) <= largestDetailBytes;
  const detail: RunClosed = fits ? whole : { org: run.org, run: { ...whole.run, proof: null, changes: null } };
  return { type: eventTypes.runClosed, detail };
}
